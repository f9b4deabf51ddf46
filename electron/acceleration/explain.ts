/** How virtual machines came to be, and what became of the operations on them. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, TaskId, TrailId } from '../../shared/ids.ts';
import type { Trail } from '../../shared/model/offload.ts';
import type { AccelerationRooms } from './rooms.ts';

type TrailRooms = Pick<AccelerationRooms, 'inventory' | 'trails'>;

/** @throws Fault ManagedObjectNotFound when there is no such virtual machine */
export function explainVm({ inventory, trails }: TrailRooms, vmId: ObjectId): { made: Trail | null; later: Trail[] } {
  return trails.ofVm(inventory.vm(vmId).id);
}

/** @throws Fault ManagedObjectNotFound */
export function readTrail({ trails }: TrailRooms, id: TrailId): Trail {
  const trail = trails.find(id);
  if (!trail) throw new Fault('ManagedObjectNotFound', `There is no trail ${id}.`);
  return trail;
}

/** Newest first. */
export function listTrails({ trails }: TrailRooms, query: { limit: number; beforeId?: TrailId | undefined; taskId?: TaskId | undefined }): Trail[] {
  return trails.newest(query.limit, query);
}
