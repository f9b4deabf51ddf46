/** What the client knows of the inventory, and how an event of `inventory.watch` changes it. */
import type { InventoryEvent } from '../../shared/contract/inventory.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, VmRow } from '../../shared/model/inventory.ts';
import { RowTable } from './rowTable.ts';

/** What lists and trees depend on: it changes identity only when membership, names or places change. */
export interface Membership {
  readonly vms: RowTable<VmRow>;
  readonly containers: RowTable<Container>;
}

export interface InventoryState {
  readonly phase: 'loading' | 'ready';
  readonly revision: number;
  readonly vms: RowTable<VmRow>;
  readonly containers: RowTable<Container>;
  readonly membership: Membership;
  /** The snapshot that is arriving; the rows above stay in use until it is complete. */
  readonly staging: { readonly revision: number; readonly vmCount: number; readonly vms: RowTable<VmRow>; readonly containers: RowTable<Container> } | null;
}

const noVms = RowTable.empty<VmRow>();
const noContainers = RowTable.empty<Container>();

export const initialInventory: InventoryState = {
  phase: 'loading',
  revision: 0,
  vms: noVms,
  containers: noContainers,
  membership: { vms: noVms, containers: noContainers },
  staging: null,
};

/**
 * The state after `event`, or `'resubscribe'` when something was missed. A change that is
 * already known is left out, so that a repeated delivery does no harm.
 */
export function applyInventoryEvent(state: InventoryState, event: InventoryEvent): InventoryState | 'resubscribe' {
  switch (event.type) {
    case 'begin':
      return { ...state, staging: { revision: event.revision, vmCount: event.vmCount, vms: noVms, containers: noContainers } };
    case 'page': {
      if (state.staging === null) return 'resubscribe';
      const { vms, containers } = state.staging;
      return { ...state, staging: { ...state.staging, vms: vms.changed(event.vms), containers: containers.changed(event.containers) } };
    }
    case 'ready': {
      if (state.staging === null) return 'resubscribe';
      const { vms, containers } = state.staging;
      return { phase: 'ready', revision: event.revision, vms, containers, membership: { vms, containers }, staging: null };
    }
    case 'change':
      return state.staging === null ? applyChange(state, event) : applyToStaging(state, state.staging, event);
  }
}

type Change = Extract<InventoryEvent, { type: 'change' }>;

/**
 * True for a change that has been applied before. A big change comes in parts: the first one
 * raises the revision, the others begin and end at it, and they are news all the same.
 */
function isKnown({ previousRevision, revision }: Change, seenRevision: number): boolean {
  return revision < seenRevision || (revision === seenRevision && previousRevision !== seenRevision);
}

function applyChange(state: InventoryState, event: Change): InventoryState | 'resubscribe' {
  if (state.phase !== 'ready') return 'resubscribe';
  if (isKnown(event, state.revision)) return state;
  if (event.previousRevision !== state.revision) return 'resubscribe';
  const vms = state.vms.changed(event.vms, event.removedIds);
  const containers = state.containers.changed(event.containers, event.removedIds);
  const moved = event.removedIds.length > 0 || event.vms.some((row) => isMoved(state, row)) || event.containers.some((row) => isRenamed(state, row));
  return { ...state, revision: event.revision, vms, containers, membership: moved ? { vms, containers } : state.membership };
}

/** A change that arrives between pages belongs to the snapshot under way. */
function applyToStaging(state: InventoryState, staging: NonNullable<InventoryState['staging']>, event: Change): InventoryState | 'resubscribe' {
  if (isKnown(event, staging.revision)) return state;
  if (event.previousRevision !== staging.revision) return 'resubscribe';
  return {
    ...state,
    staging: {
      ...staging,
      revision: event.revision,
      vms: staging.vms.changed(event.vms, event.removedIds),
      containers: staging.containers.changed(event.containers, event.removedIds),
    },
  };
}

/** True when the row is new or stands somewhere else in a tree, a list or a search than before. */
function isMoved(state: InventoryState, row: VmRow): boolean {
  const known = state.vms.get(row.id);
  return (
    known === undefined ||
    known.name !== row.name ||
    known.hostId !== row.hostId ||
    known.folderId !== row.folderId ||
    known.datastoreId !== row.datastoreId ||
    known.otherDatastoreIds?.join() !== row.otherDatastoreIds?.join() ||
    known.isTemplate !== row.isTemplate ||
    known.networkIds.join() !== row.networkIds.join() ||
    known.source?.id !== row.source?.id
  );
}

/** True also when the tree marks it in another way. */
function isRenamed(state: InventoryState, row: Container): boolean {
  const known = state.containers.get(row.id);
  return known === undefined || known.name !== row.name || known.parentId !== row.parentId || modeOf(known) !== modeOf(row);
}

function modeOf(row: Container): string | undefined {
  if (row.kind === 'host') return row.connectionState;
  return row.kind === 'datastore' ? `${row.maintenanceMode ?? ''} ${row.unmountedHostIds?.join() ?? ''}` : undefined;
}

/** Any object by its id. */
export function objectOf(state: Pick<InventoryState, 'vms' | 'containers'>, id: ObjectId): VmRow | Container | undefined {
  return state.vms.get(id) ?? state.containers.get(id);
}

/** Tells a virtual machine or template from a container. */
export function isVm(object: VmRow | Container): object is VmRow {
  return 'powerState' in object;
}
