import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';

export interface Judged {
  readonly id: ObjectId;
  readonly name: string;
  /** Empty when it fits. */
  readonly shortfalls: readonly string[];
  /** Of the policy, on it; left out where nobody has it yet. */
  readonly vmCount?: number;
}

/** Which datastores fit, and why the others do not. */
export function Compatibility({ datastores }: { datastores: readonly Judged[] }) {
  const fitting = datastores.filter(({ shortfalls }) => shortfalls.length === 0);
  const others = datastores.filter(({ shortfalls }) => shortfalls.length > 0);
  return (
    <section aria-label={say('policies.storageCompatibility')}>
      <h3 className="app-subhead">{say('policies.storageCompatibility')}</h3>
      <p className="app-note">{datastores.length === 0 ? say('policies.thereIsNoDatastore') : say('policies.of2', { fittingCount: fitting.length, datastore: say('counts.datastore', { count: datastores.length }), part: fitting.length === 1 || datastores.length === 1 ? say('policies.fits') : say('policies.fit') })}</p>
      <KeyValueList items={[...fitting, ...others].map((datastore) => ({ label: datastore.name, value: <Verdict {...datastore} /> }))} />
    </section>
  );
}

function Verdict({ shortfalls, vmCount }: Judged) {
  const fits = shortfalls.length === 0;
  return (
    <>
      <StatusText icon={fits ? 'check' : 'warning'} tone={fits ? 'success' : 'warning'}>
        {fits ? say('policies.compatible') : say('policies.incompatible')}
        {vmCount === undefined || vmCount === 0 ? '' : say('policies.withThePolicy', { machine: say('counts.machine', { count: vmCount }) })}
      </StatusText>
      {fits ? null : <p className="app-note">{shortfalls.join(' ')}</p>}
    </>
  );
}
