/** Tells, inside the transaction that does it, what becomes of the records of the inventory, whichever of its methods it is. */
import type { ObjectId } from '../../shared/ids.ts';
import { formatOfDisksApart, type Key, type Meta, type MetaTx, type Table } from '../meta/meta.ts';
import { otherDatastoresOf, type ContainerRecord, type VmRecord } from './records.ts';

/** `after` is what the record is as of now in the transaction, null when it is removed; memory has what it was before the transaction. */
export interface InventoryObserver {
  machine(tx: MetaTx, id: ObjectId, after: VmRecord | null): void;
  container(tx: MetaTx, id: ObjectId, after: ContainerRecord | null): void;
}

/** The table, with everything that is written to it told. */
export function observeTable<K extends Key, V>(table: Table<K, V>, tell: (tx: MetaTx, key: K, value: V | null) => void): Table<K, V> {
  return {
    ...table,
    put: (tx, key, value) => {
      table.put(tx, key, value);
      tell(tx, key, value);
    },
    remove: (tx, key) => {
      table.remove(tx, key);
      tell(tx, key, null);
    },
  };
}

/** Keeps versions away that would take disks elsewhere for disks at home, once there are any. */
export function requireFormatOf(meta: Meta, tx: MetaTx, record: VmRecord | null): void {
  if (record && otherDatastoresOf(record).length > 0) meta.requireFormat(tx, formatOfDisksApart);
}
