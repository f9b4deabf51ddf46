/** What is kept of a device besides its counters, and how it changes. Pure. */
import * as z from 'zod';
import { Fault } from '../../../shared/faults.ts';
import { volumeIdSchema, type VolumeId } from '../../../shared/ids.ts';
import {
  accelerationStatusSchema, arrayProfileIdSchema, datastoreSwitchesSchema, primitiveSchema, type ArrayProfileId, type DatastoreSwitches, type PrimitiveState,
} from '../../../shared/model/offload.ts';
import { mibBytes } from '../../../shared/units.ts';
import { defaultProfile, fitsType, primitivesOfType, profileById, profilesOfType, type DatastoreType } from './profiles.ts';
import { nextStatus, type Outcome } from './supportStatus.ts';

const primitiveRecordSchema = z.object({ primitive: primitiveSchema, status: accelerationStatusSchema, lastReason: z.string(), atMs: z.number() }).readonly();
type PrimitiveRecord = z.infer<typeof primitiveRecordSchema>;

export const deviceRecordSchema = z
  .object({
    volumeId: volumeIdSchema,
    type: z.enum(['NFS', 'VMFS']),
    profile: arrayProfileIdSchema,
    /** Of VMFS: the file block size; 0 for NFS. */
    fileBlockBytes: z.number().int().nonnegative(),
    switches: datastoreSwitchesSchema.readonly(),
    status: accelerationStatusSchema,
    /** Only those that were used or refused. */
    primitives: z.array(primitiveRecordSchema).readonly(),
    distrust: z.object({ sinceMs: z.number(), reason: z.string() }).readonly().nullable(),
  })
  .readonly();
export type DeviceRecord = z.infer<typeof deviceRecordSchema>;

export interface DeviceChange {
  readonly profile?: ArrayProfileId | undefined;
  readonly switches?: { readonly [K in keyof DatastoreSwitches]?: boolean | undefined } | undefined;
  readonly fileBlockBytes?: number | undefined;
}

/** VMFS-5 and later have 1 MiB; VMFS-3 could be made with the others (vSphere 5.0 Storage, "VMFS datastores"). */
export const fileBlockSizes: readonly number[] = [mibBytes, 2 * mibBytes, 4 * mibBytes, 8 * mibBytes];

export function newDeviceRecord(volumeId: VolumeId, type: DatastoreType): DeviceRecord {
  return {
    volumeId, type, profile: defaultProfile(type).id, fileBlockBytes: type === 'VMFS' ? mibBytes : 0,
    switches: { isMoveOn: true, isInitOn: true, isLockingOn: true }, status: 'unknown', primitives: [], distrust: null,
  };
}

/**
 * A profile begins with status unknown and fresh primitives, and nothing is held against it.
 * @throws Fault InvalidArgument for a profile or a file block size that the type of the datastore does not have
 */
export function changeDevice(record: DeviceRecord, change: DeviceChange): DeviceRecord {
  const { profile = record.profile, switches = {}, fileBlockBytes = record.fileBlockBytes } = change;
  if (!fitsType(profileById(profile), record.type)) {
    const fitting = profilesOfType(record.type).map(({ id, name }) => `"${name}" (${id})`);
    throw new Fault('InvalidArgument', `"${profileById(profile).name}" cannot stand behind a datastore of type ${record.type}.`, { hint: `Choose one of these: ${fitting.join(', ')}.` });
  }
  if (record.type === 'NFS' && fileBlockBytes !== 0) throw new Fault('InvalidArgument', 'Only VMFS has a file block size.', { hint: 'Leave it out for a datastore on NFS.' });
  if (record.type === 'VMFS' && !fileBlockSizes.includes(fileBlockBytes)) {
    throw new Fault('InvalidArgument', 'The file block size of VMFS is 1, 2, 4 or 8 MiB.', { hint: 'Choose one of them; VMFS-5 and later have 1 MiB.' });
  }
  const { isMoveOn, isInitOn, isLockingOn } = record.switches;
  const changed: DeviceRecord = {
    ...record, profile, fileBlockBytes,
    switches: { isMoveOn: switches.isMoveOn ?? isMoveOn, isInitOn: switches.isInitOn ?? isInitOn, isLockingOn: switches.isLockingOn ?? isLockingOn },
  };
  return profile === record.profile ? changed : { ...changed, status: 'unknown', primitives: [], distrust: null };
}

/** The record after a primitive was used or refused. */
export function noteOutcome(record: DeviceRecord, outcome: Outcome, reason: string, atMs: number): DeviceRecord {
  const noted: PrimitiveRecord = { primitive: outcome.primitive, status: outcome.hasSucceeded ? 'supported' : 'notSupported', lastReason: reason, atMs };
  return {
    ...record,
    status: nextStatus(record.status, record.type, profileById(record.profile), outcome),
    primitives: [...record.primitives.filter(({ primitive }) => primitive !== outcome.primitive), noted],
  };
}

/** One line for each primitive that datastores of the type can have. */
export function primitiveStates({ type, profile, primitives }: DeviceRecord): PrimitiveState[] {
  const offered = profileById(profile).primitives;
  return primitivesOfType(type).map((primitive) => {
    const known = primitives.find((record) => record.primitive === primitive);
    return { primitive, isOffered: offered.has(primitive), status: known?.status ?? 'unknown', lastReason: known?.lastReason ?? null, atMs: known?.atMs ?? null };
  });
}
