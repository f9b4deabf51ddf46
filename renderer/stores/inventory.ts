/** The inventory as the client sees it: one store, fed by `inventory.watch`. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { InventoryEvent } from '../../shared/contract/inventory.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, VmRow } from '../../shared/model/inventory.ts';
import { applyInventoryEvent, initialInventory, type InventoryState } from './inventoryEvents.ts';
import { indexOf, type InventoryIndex } from './inventoryIndex.ts';

export const inventoryStore = createStore<InventoryState>()(() => initialInventory);

/** Applies events in order; false when something was missed and a new snapshot is needed. */
export function receiveInventoryEvents(events: readonly InventoryEvent[]): boolean {
  let state = inventoryStore.getState();
  for (const event of events) {
    const next = applyInventoryEvent(state, event);
    if (next === 'resubscribe') {
      inventoryStore.setState(state, true);
      return false;
    }
    state = next;
  }
  inventoryStore.setState(state, true);
  return true;
}

export function useInventory<Part>(select: (state: InventoryState) => Part): Part {
  return useStore(inventoryStore, select);
}

export function useVm(id: ObjectId | null): VmRow | undefined {
  return useInventory((state) => (id === null ? undefined : state.vms.get(id)));
}

export function useContainer(id: ObjectId | null): Container | undefined {
  return useInventory((state) => (id === null ? undefined : state.containers.get(id)));
}

/** Changes only when objects come, go, move or are renamed; not when their state or space changes. */
export function useInventoryIndex(): InventoryIndex {
  return indexOf(useInventory((state) => state.membership));
}

/** The index at this moment, for event handlers. */
export function currentIndex(): InventoryIndex {
  return indexOf(inventoryStore.getState().membership);
}

export function vmOf(id: ObjectId): VmRow | undefined {
  return inventoryStore.getState().vms.get(id);
}

export function containerOf(id: ObjectId): Container | undefined {
  return inventoryStore.getState().containers.get(id);
}
