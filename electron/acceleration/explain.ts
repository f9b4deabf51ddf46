/** How virtual machines came to be, and what became of the operations on them. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, TrailId } from '../../shared/ids.ts';
import type { Trail } from '../../shared/model/offload.ts';
import { vmNumberOf } from '../inventory/records.ts';
import type { AccelerationRooms } from './rooms.ts';

type TrailRooms = Pick<AccelerationRooms, 'inventory' | 'trails'>;

/**
 * How the virtual machine was made, null when nothing is known of that any more, what is known of disks that were made in another
 * way, and what happened to it since, newest first.
 * @throws Fault ManagedObjectNotFound when there is no such virtual machine; DataIntegrity when the trail of its making cannot be read
 */
export function explainVm(rooms: TrailRooms, vmId: ObjectId): { made: Trail | null; madeApart: Trail[]; later: Trail[] } {
  const { id, madeTrailId, madeApartTrailIds = [] } = rooms.inventory.vm(vmId);
  const made = madeTrailId === undefined ? null : findTrail(rooms, madeTrailId);
  const madeApart = madeApartTrailIds.flatMap((trailId) => findTrail(rooms, trailId) ?? []);
  return { made, madeApart, later: rooms.trails.ofVm(vmNumberOf(id)).filter((trail) => trail.id !== madeTrailId && !madeApartTrailIds.includes(trail.id)) };
}

/** Null when it is kept no longer. */
function findTrail({ trails }: TrailRooms, id: TrailId): Trail | null {
  try {
    return trails.get(id);
  } catch (error) {
    if (error instanceof Fault && error.code === 'ManagedObjectNotFound') return null;
    throw error;
  }
}
