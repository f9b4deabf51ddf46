import { containerOf } from '../../stores/inventory.ts';
import { datastoreIdsOf, type VmRow } from '../../../shared/model/inventory.ts';
import { listOf } from '../parts/listOf.ts';

/** "datastore1 and datastore2": where disks of a machine lie, its home first. */
export function datastoreNames(row: Pick<VmRow, 'datastoreId' | 'otherDatastoreIds'>): string {
  return listOf(datastoreIdsOf(row).map((id) => containerOf(id)?.name ?? ''));
}
