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
      <p className="app-note">{fittingWords(fitting.length, datastores.length)}</p>
      <KeyValueList items={[...fitting, ...others].map((datastore) => ({ label: datastore.name, value: <Verdict {...datastore} /> }))} />
    </section>
  );
}

function Verdict({ shortfalls, vmCount }: Judged) {
  const fits = shortfalls.length === 0;
  return (
    <>
      <StatusText icon={fits ? 'check' : 'warning'} tone={fits ? 'success' : 'warning'}>
        {vmCount === undefined || vmCount === 0 ? verdictWords(fits) : verdictWithMachines(fits, vmCount)}
      </StatusText>
      {fits ? null : <p className="app-note">{shortfalls.join(' ')}</p>}
    </>
  );
}

function fittingWords(fitting: number, all: number): string {
  if (all === 0) return say('policies.thereIsNoDatastore');
  if (all === 1) return say('policies.fittingOfOneDatastore', { fitting });
  return say('policies.fittingOfDatastores', { count: fitting, datastores: say('counts.datastore', { count: all }) });
}

function verdictWords(fits: boolean): string {
  return fits ? say('policies.compatible') : say('policies.incompatible');
}

function verdictWithMachines(fits: boolean, vmCount: number): string {
  const machines = say('counts.machine', { count: vmCount });
  return fits ? say('policies.compatibleWithMachines', { machines }) : say('policies.incompatibleWithMachines', { machines });
}
