import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { ObjectId } from '../../../shared/ids.ts';
import { countOf } from '../parts/objectLook.ts';

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
    <section aria-label="Storage compatibility">
      <h3 className="app-subhead">Storage compatibility</h3>
      <p className="app-note">{datastores.length === 0 ? 'There is no datastore.' : `${fitting.length} of ${countOf(datastores.length, 'datastore')} ${fitting.length === 1 || datastores.length === 1 ? 'fits' : 'fit'}.`}</p>
      <KeyValueList items={[...fitting, ...others].map((datastore) => ({ label: datastore.name, value: <Verdict {...datastore} /> }))} />
    </section>
  );
}

function Verdict({ shortfalls, vmCount }: Judged) {
  const fits = shortfalls.length === 0;
  return (
    <>
      <StatusText icon={fits ? 'check' : 'warning'} tone={fits ? 'success' : 'warning'}>
        {fits ? 'Compatible' : 'Incompatible'}
        {vmCount === undefined || vmCount === 0 ? '' : `, ${countOf(vmCount, 'machine')} with the policy`}
      </StatusText>
      {fits ? null : <p className="app-note">{shortfalls.join(' ')}</p>}
    </>
  );
}
