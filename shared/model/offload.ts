/** Hardware acceleration: what arrays can do for hosts, what was handed over to them, and why or why not. */
import * as z from 'zod';
import { objectIdSchema, taskIdSchema, trailIdSchema } from '../ids.ts';
import { mechanismSchema } from './inventory.ts';

const count = z.number().int().nonnegative();
const bytes = count;
const milliseconds = z.number().nonnegative();

/** The primitives of the vStorage API, four of block storage with thin-provisioning stun, and four of NAS. */
export const primitiveSchema = z.enum([
  'fullCopy', 'blockZero', 'ats', 'unmap', 'thinProvisioningStun',
  'nasFullFileClone', 'nasFastFileClone', 'nasReserveSpace', 'nasExtendedStatistics',
]);
export type Primitive = z.infer<typeof primitiveSchema>;

/** What kind of array stands behind a datastore. See `electron/offload/device/profiles.ts`. */
export const arrayProfileIdSchema = z.enum(['nasFiler', 'blockFull', 'blockCopy', 'blockPartial', 'plain', 'misbehaving']);
export type ArrayProfileId = z.infer<typeof arrayProfileIdSchema>;

/** As the vSphere Client shows it: `unknown` at first, `supported` after the first success, `notSupported` after a failure. */
export const accelerationStatusSchema = z.enum(['unknown', 'supported', 'notSupported']);
export type AccelerationStatus = z.infer<typeof accelerationStatusSchema>;

/** The advanced settings of a host that matter to hardware acceleration. */
export const hostSwitchesSchema = z.object({
  /** `DataMover.HardwareAcceleratedMove` */
  hardwareAcceleratedMove: z.boolean(),
  /** `DataMover.HardwareAcceleratedInit` */
  hardwareAcceleratedInit: z.boolean(),
  /** `VMFS3.HardwareAcceleratedLocking` */
  hardwareAcceleratedLocking: z.boolean(),
  /** `DataMover.MaxHWTransferSize`: the most bytes of one XCOPY segment. A multiple of 1 MiB, 16 MiB at most. */
  maxTransferBytes: z.number().int().min(1024 * 1024).max(16 * 1024 * 1024).multipleOf(1024 * 1024),
  /** Whether the vendor's NAS plug-in is installed on the host. NFS offers nothing without it. */
  isNasPluginInstalled: z.boolean(),
});
export type HostSwitches = z.infer<typeof hostSwitchesSchema>;

export const hostAccelerationSchema = z.object({ hostId: objectIdSchema, hostName: z.string(), switches: hostSwitchesSchema });
export type HostAcceleration = z.infer<typeof hostAccelerationSchema>;

/** The same switches for one datastore alone: an operation is offloaded only where both allow it. */
export const datastoreSwitchesSchema = z.object({
  isMoveOn: z.boolean(),
  isInitOn: z.boolean(),
  isLockingOn: z.boolean(),
});
export type DatastoreSwitches = z.infer<typeof datastoreSwitchesSchema>;

export const primitiveStateSchema = z.object({
  primitive: primitiveSchema,
  /** Whether the profile of the array has it at all. */
  isOffered: z.boolean(),
  status: accelerationStatusSchema,
  /** What the last use or refusal said; null before the first. */
  lastReason: z.string().nullable(),
  atMs: z.number().int().nullable(),
});
export type PrimitiveState = z.infer<typeof primitiveStateSchema>;

/**
 * What esxtop counts for a device, since the counters were last reset. Commands unless they say megabytes or bytes;
 * `F` at the end means failed. Bytes are data that the array copied, shared, zeroed or let go of for a command, not what crossed the network.
 */
export const deviceCountersSchema = z.object({
  cloneRead: count, // CLONE_RD
  cloneWrite: count, // CLONE_WR
  cloneFailed: count, // CLONE_F
  cloneReadBytes: bytes, // MBC_RD
  cloneWriteBytes: bytes, // MBC_WR
  ats: count, // ATS
  atsFailed: count, // ATSF
  /** SCSI reservations taken instead of ATS. */
  reservations: count, // RESV
  zero: count, // ZERO
  zeroFailed: count, // ZERO_F
  zeroBytes: bytes, // MBZERO
  delete: count, // DELETE
  deleteFailed: count, // DELETE_F
  deleteBytes: bytes, // MBDEL
  /** NAS operations, which esxtop does not show. */
  nasFullFileClone: count,
  nasFastFileClone: count,
  nasReserveSpace: count,
  nasExtendedStatistics: count,
  nasFailed: count,
  /** What hosts read from and wrote to the datastore themselves, over the storage network. */
  hostReadBytes: bytes,
  hostWriteBytes: bytes,
});
export type DeviceCounters = z.infer<typeof deviceCountersSchema>;

/** One datastore with the device behind it. */
export const datastoreAccelerationSchema = z.object({
  datastoreId: objectIdSchema,
  name: z.string(),
  type: z.enum(['NFS', 'VMFS']),
  profile: arrayProfileIdSchema,
  /** The array the datastore lies on. Nothing is offloaded between two arrays. */
  arrayName: z.string(),
  /** Of VMFS: the file block size. */
  fileBlockBytes: bytes,
  status: accelerationStatusSchema,
  primitives: z.array(primitiveStateSchema),
  switches: datastoreSwitchesSchema,
  /** Set when the device was caught accepting a command and not carrying it out. Nothing is offloaded to it until the mark is cleared. */
  distrust: z.object({ sinceMs: z.number().int(), reason: z.string() }).nullable(),
  counters: deviceCountersSchema,
  /** The same per second, over the last seconds. Zeros when nothing happens. */
  rates: deviceCountersSchema.extend({ atMs: z.number().int() }).partial(),
  /** Virtual machines that wait for space on it. */
  stunnedVms: z.array(z.object({ id: objectIdSchema, name: z.string() })),
});
export type DatastoreAcceleration = z.infer<typeof datastoreAccelerationSchema>;

/** Every published reason why a copy, a zeroing or a deletion is left to the host, in the order in which they are asked. */
export const offloadRuleIdSchema = z.enum([
  'hostSwitch', 'datastoreSwitch', 'deviceTrusted', 'nasPlugin', 'primitiveOffered', 'datastoreTypes', 'sameArray', 'sameVolume', 'blockSizes',
  'diskBacking', 'diskFormat', 'snapshotPresent', 'alignment', 'poweredOn', 'enableUuid', 'sharingLimit', 'splitLoad', 'acceptedByArray', 'verified',
]);
export type OffloadRuleId = z.infer<typeof offloadRuleIdSchema>;

export const ruleResultSchema = z.object({
  id: offloadRuleIdSchema,
  /** The rule as a question: "Are source and destination on the same array?" */
  title: z.string(),
  verdict: z.enum(['passed', 'failed', 'notApplicable']),
  /** What was found, in one sentence with names. */
  facts: z.string(),
});
export type RuleResult = z.infer<typeof ruleResultSchema>;

/** What can be done so that the same operation is offloaded the next time. `action` is null where only a person can do it. */
export const offloadFixSchema = z.object({
  ruleId: offloadRuleIdSchema,
  text: z.string(),
  action: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('setHostSwitch'), hostId: objectIdSchema, change: hostSwitchesSchema.partial() }),
      z.object({ kind: z.literal('setDatastoreSwitch'), datastoreId: objectIdSchema, change: datastoreSwitchesSchema.partial() }),
      z.object({ kind: z.literal('clearDistrust'), datastoreId: objectIdSchema }),
      z.object({ kind: z.literal('powerOff'), vmId: objectIdSchema }),
    ])
    .nullable(),
});
export type OffloadFix = z.infer<typeof offloadFixSchema>;

export const offloadOperationSchema = z.enum(['clone', 'migrate', 'zero', 'delete', 'snapshot']);
export type OffloadOperation = z.infer<typeof offloadOperationSchema>;

/** One way that was considered: its rules in order up to and including the first that failed. */
export const attemptSchema = z.object({
  /** `hostCopy` is the way that always works; its rules are empty. */
  mechanism: mechanismSchema,
  primitive: primitiveSchema.nullable(),
  rules: z.array(ruleResultSchema),
  /** `refused`: a rule failed, nothing was tried. `failed`: it was begun and the array refused or lied. `planned`: it is what would be done. */
  outcome: z.enum(['planned', 'used', 'refused', 'failed']),
  /** One sentence. */
  reason: z.string(),
  /** Data moved by this way before it ended. */
  movedBytes: bytes,
});
export type Attempt = z.infer<typeof attemptSchema>;

/** What is known before an operation begins. */
export const decisionSchema = z.object({
  operation: offloadOperationSchema,
  /** What it comes to. `isOffloaded` is false for `hostCopy` alone. */
  mechanism: mechanismSchema,
  isOffloaded: z.boolean(),
  /** The sentence that is shown beside the mechanism. */
  reason: z.string(),
  attempts: z.array(attemptSchema),
  /** The first rule that failed; null when the best way was free. */
  firstFailed: offloadRuleIdSchema.nullable(),
  fixes: z.array(offloadFixSchema),
});
export type Decision = z.infer<typeof decisionSchema>;

/** Measured bytes of one operation. */
export const movedBytesSchema = z.object({
  /** Data that crossed the storage network, both directions. */
  networkReadBytes: bytes,
  networkWriteBytes: bytes,
  /** Blocks the array read from and wrote to its disks meanwhile. Other work at the same time counts too. */
  arrayReadBytes: bytes,
  arrayWriteBytes: bytes,
  /** Blocks allocated by it. */
  allocatedBytes: bytes,
});
export type MovedBytes = z.infer<typeof movedBytesSchema>;

/** What became of one operation; the clones of one batch that were made the same way share one trail. */
export const trailSchema = decisionSchema.extend({
  id: trailIdSchema,
  taskId: taskIdSchema.nullable(),
  atMs: z.number().int(),
  /** Of all virtual machines it was about. */
  vmCount: count,
  /** The first of their names. */
  vmNames: z.array(z.string()).max(20),
  sourceName: z.string().nullable(),
  hostName: z.string(),
  sourceDatastoreName: z.string().nullable(),
  datastoreName: z.string(),
  /** The labels of the disks that it is about. Left out where it is about all, as in all trails from before disks could lie apart. */
  disks: z.array(z.string()).optional(),
  moved: movedBytesSchema,
  elapsedMs: milliseconds,
  /** Why it failed altogether; null when it was finished, in whichever way. */
  failure: z.string().nullable(),
});
export type Trail = z.infer<typeof trailSchema>;

/**
 * Use of a host, or of all together, during one interval, measured. Seconds of the last hour and averages over 30 seconds before that; a stretch
 * without any use is two samples of zeros, its first interval and all the rest.
 */
export const hostSampleSchema = z.object({
  /** The end of the interval it stands for. */
  atMs: z.number().int(),
  lengthMs: milliseconds,
  /** Time the data mover was busy, as a share of the interval from 0 to 1. Of all hosts: the sum, which may be more than 1. */
  busyShare: z.number().min(0),
  networkReadBytes: bytes,
  networkWriteBytes: bytes,
  /** Back-end I/O of the array, which cannot be told apart by host: counted for all hosts together, 0 for a single one. */
  arrayReadBytes: bytes,
  arrayWriteBytes: bytes,
});
export type HostSample = z.infer<typeof hostSampleSchema>;

export const hardwareProfileIdSchema = z.enum(['nfs1', 'nfs10', 'nfs25', 'fc8', 'fc16']);
export type HardwareProfileId = z.infer<typeof hardwareProfileIdSchema>;

/** What one way took, measured on this machine. */
export const measuredRunSchema = z.object({
  mechanism: mechanismSchema,
  cloneCount: count,
  elapsedMs: milliseconds,
  /** Time the data mover was busy. */
  hostBusyMs: milliseconds,
  networkReadBytes: bytes,
  networkWriteBytes: bytes,
  arrayReadBytes: bytes,
  arrayWriteBytes: bytes,
  allocatedBytes: bytes,
});
export type MeasuredRun = z.infer<typeof measuredRunSchema>;

/** The same operation on hardware that is not here, by the cost model of `shared/costModel`. */
export const modelledRunSchema = z.object({
  elapsedMs: milliseconds,
  /** Megahertz of the host's processors that the copying takes while it lasts. */
  hostMhz: z.number().nonnegative(),
  hostBusyMs: milliseconds,
  networkBytes: bytes,
  arrayReadBytes: bytes,
  arrayWriteBytes: bytes,
  commandCount: count,
  /** What limits it. */
  bottleneck: z.enum(['network', 'arrayRead', 'arrayWrite', 'hostCpu', 'commands', 'latency']),
});
export type ModelledRun = z.infer<typeof modelledRunSchema>;

export const comparisonSpecSchema = z.object({
  sourceId: objectIdSchema,
  count: z.number().int().min(1).max(1_000),
  hardwareProfile: hardwareProfileIdSchema,
});
export type ComparisonSpec = z.infer<typeof comparisonSpecSchema>;

export const comparisonSchema = z.object({
  spec: comparisonSpecSchema,
  sourceName: z.string(),
  datastoreName: z.string(),
  sizeBytes: bytes,
  logicalBytes: bytes,
  atMs: z.number().int(),
  host: measuredRunSchema,
  offload: measuredRunSchema,
  /** The way the offload side took and why. */
  decision: decisionSchema,
  modelled: z.object({ hardwareProfile: hardwareProfileIdSchema, host: modelledRunSchema, offload: modelledRunSchema }),
  /** What has to be known to read the measured figures, a sentence each. */
  notes: z.array(z.string()).optional(),
});
export type Comparison = z.infer<typeof comparisonSchema>;
