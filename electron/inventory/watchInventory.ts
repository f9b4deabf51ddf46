/** The stream behind `inventory.watch`. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InventoryEvent } from '../../shared/contract/inventory.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, VmRow } from '../../shared/model/inventory.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from './inventory.ts';
import { containerRow, vmRow } from './rows.ts';

/** Every event is checked against the contract and encoded in one go, for each subscriber: a page takes about 10 ms. */
const pageLength = 200;

/**
 * Everything in pages, then every change. What changes while the pages are sent is told again
 * in the first change after `ready`, so nothing is missed whatever happens meanwhile.
 */
export async function* watchInventory(inventory: Inventory, array: StorageArray, signal?: AbortSignal): AsyncGenerator<InventoryEvent, void, void> {
  const subscription = inventory.feed.subscribe(signal);
  try {
    const { revision } = subscription;
    const ids = Array.from(inventory.vms(), (vm) => vm.id);
    const containers = inventory.containers().map((record) => containerRow(inventory, array, record));
    yield { type: 'begin', revision, vmCount: ids.length };
    yield { type: 'page', containers, vms: rowsOf(inventory, array, ids.slice(0, pageLength)).vms };
    for (let first = pageLength; first < ids.length; first += pageLength) {
      await nextTurn();
      if (signal?.aborted) return;
      yield { type: 'page', containers: [], vms: rowsOf(inventory, array, ids.slice(first, first + pageLength)).vms };
    }
    yield { type: 'ready', revision };
    for (;;) {
      const changes = await subscription.next();
      if (!changes) return;
      const { revision: changedRevision } = changes;
      let { previousRevision } = changes;
      const keys = [...changes.keys];
      for (let first = 0; first < keys.length; first += pageLength) {
        if (first > 0) await nextTurn();
        if (signal?.aborted) return;
        yield { type: 'change', previousRevision, revision: changedRevision, ...rowsOf(inventory, array, keys.slice(first, first + pageLength)) };
        // The parts of a big change follow each other without a gap.
        previousRevision = changedRevision;
      }
    }
  } finally {
    subscription.end();
  }
}

function rowsOf(inventory: Inventory, array: StorageArray, ids: Iterable<ObjectId>): { containers: Container[]; vms: VmRow[]; removedIds: ObjectId[] } {
  const rows = { containers: [] as Container[], vms: [] as VmRow[], removedIds: [] as ObjectId[] };
  for (const id of ids) {
    const vm = inventory.findVm(id);
    const container = vm ? undefined : inventory.findContainer(id);
    if (vm) rows.vms.push(vmRow(array, vm));
    else if (container) rows.containers.push(containerRow(inventory, array, container));
    else rows.removedIds.push(id);
  }
  return rows;
}
