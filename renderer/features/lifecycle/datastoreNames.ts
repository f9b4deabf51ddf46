import { containerOf } from '../../stores/inventory.ts';
import { datastoreIdsOf, type VmRow } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';

/** "datastore1 and datastore2": where disks of a machine lie, its home first. */
export function datastoreNames(row: Pick<VmRow, 'datastoreId' | 'otherDatastoreIds'>): string {
  return datastoreIdsOf(row).map((id) => containerOf(id)?.name ?? '').join(say('parts.and2'));
}
