/**
 * Branded identifiers. An id of one kind cannot be passed where another is expected,
 * although all of them are plain strings or numbers at run time.
 */
import * as z from 'zod';

/** Identifies one inventory object; spelled as vSphere spells its managed object ids, for example `vm-42`. */
export const objectIdSchema = z
  .string()
  .regex(/^(vcenter|datacenter|domain-c|host|group-v|vm|datastore|network)-?\d+$/)
  .brand<'ObjectId'>();
export type ObjectId = z.infer<typeof objectIdSchema>;

/** Identifies one task in the durable journal, for example `task-7`. */
export const taskIdSchema = z.string().regex(/^task-\d+$/).brand<'TaskId'>();
export type TaskId = z.infer<typeof taskIdSchema>;

/** Chosen by the caller of a long-running request; repeating it returns the task that it started. */
export const requestIdSchema = z.string().min(8).max(64).brand<'RequestId'>();
export type RequestId = z.infer<typeof requestIdSchema>;

/** Identifies a volume of the storage array. */
export const volumeIdSchema = z.number().int().positive().brand<'VolumeId'>();
export type VolumeId = z.infer<typeof volumeIdSchema>;

/** Identifies a file (one virtual disk) of the storage array. */
export const fileIdSchema = z.number().int().positive().brand<'FileId'>();
export type FileId = z.infer<typeof fileIdSchema>;

/** Identifies one snapshot of a volume; never given out twice in one array. */
export const snapshotIdSchema = z.number().int().positive().brand<'SnapshotId'>();
export type SnapshotId = z.infer<typeof snapshotIdSchema>;

/** Identifies one snapshot of a virtual machine, spelled as in vSphere, for example `snapshot-7`; never given out twice in one yard. */
export const vmSnapshotIdSchema = z.string().regex(/^snapshot-\d+$/).brand<'VmSnapshotId'>();
export type VmSnapshotId = z.infer<typeof vmSnapshotIdSchema>;

/** Identifies the trail of one offload decision, for example `trail-12`; never given out twice in one yard. */
export const trailIdSchema = z.string().regex(/^trail-\d+$/).brand<'TrailId'>();
export type TrailId = z.infer<typeof trailIdSchema>;

/** Identifies one customization specification, for example `customization-3`; never given out twice in one yard. */
export const customizationSpecIdSchema = z.string().regex(/^customization-\d+$/).brand<'CustomizationSpecId'>();
export type CustomizationSpecId = z.infer<typeof customizationSpecIdSchema>;

/** Identifies one pool of IP addresses, for example `ippool-3`; never given out twice in one yard. */
export const ipPoolIdSchema = z.string().regex(/^ippool-\d+$/).brand<'IpPoolId'>();
export type IpPoolId = z.infer<typeof ipPoolIdSchema>;

/** Identifies one storage policy, for example `policy-3`; never given out twice in one yard. */
export const storagePolicyIdSchema = z.string().regex(/^policy-\d+$/).brand<'StoragePolicyId'>();
export type StoragePolicyId = z.infer<typeof storagePolicyIdSchema>;

function isIdNumber(id: unknown): id is number {
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0;
}

/** Identifies one access key, for example `access-3`; never given out twice in one yard. */
export const accessKeyIdSchema = z.string().regex(/^access-[1-9]\d*$/).brand<'AccessKeyId'>();
export type AccessKeyId = z.infer<typeof accessKeyIdSchema>;

/** What the schemas check, for places where millions of ids pass by. */
export function isFileId(id: unknown): id is FileId {
  return isIdNumber(id);
}
export function isVolumeId(id: unknown): id is VolumeId {
  return isIdNumber(id);
}

/** A fresh request id, made from a source of randomness the caller supplies (a UUID does). */
export function requestIdOf(text: string): RequestId {
  return requestIdSchema.parse(text);
}
