/**
 * The support status of hardware acceleration, by the rules of vSphere 6.7 and 7.0 Storage, "Hardware Acceleration Support Status":
 * `unknown` at first. A block device becomes `supported` when a host has offloaded to it with success and `notSupported` when an
 * offload failed; with partial support it stays `unknown`. NAS becomes `supported` as soon as one operation can be offloaded.
 */
import type { AccelerationStatus, Primitive } from '../../../shared/model/offload.ts';
import type { ArrayProfile } from './deviceTypes.ts';
import { nasPrimitives, type DatastoreType } from './profiles.ts';

/** What a block device must have not to count as partly supported: the three primitives of the first vStorage APIs (vSphere 4.1). */
const basicPrimitives: readonly Primitive[] = ['fullCopy', 'blockZero', 'ats'];
/** Work that is handed over. A lock is no offload, and hosts take one as soon as they see a datastore. */
const offloads: ReadonlySet<Primitive> = new Set<Primitive>(['fullCopy', 'blockZero', 'unmap', ...nasPrimitives]);

export interface Outcome {
  readonly primitive: Primitive;
  readonly hasSucceeded: boolean;
}

export function isPartial(profile: ArrayProfile): boolean {
  const offered = basicPrimitives.filter((primitive) => profile.primitives.has(primitive)).length;
  return offered > 0 && offered < basicPrimitives.length;
}

/** The status of a device after one more outcome. */
export function nextStatus(status: AccelerationStatus, type: DatastoreType, profile: ArrayProfile, { primitive, hasSucceeded }: Outcome): AccelerationStatus {
  if (!offloads.has(primitive)) return status;
  if (type === 'VMFS') {
    if (isPartial(profile)) return 'unknown';
    return hasSucceeded ? 'supported' : 'notSupported';
  }
  if (hasSucceeded) return 'supported';
  // One operation that fails says nothing about the others; where there are none, there is nothing to wait for.
  return profile.primitives.size === 0 ? 'notSupported' : status;
}
