/** The storage array as people see it: the aggregate, its volumes, their snapshots, FlexClones and dedupe. */
import * as z from 'zod';
import { faultRecordSchema } from '../faults.ts';
import { fileIdSchema, objectIdSchema, snapshotIdSchema, taskIdSchema, volumeIdSchema } from '../ids.ts';

const count = z.number().int().nonnegative();
const bytes = count;
const percent = z.number().int().min(1).max(100);

export const volumeNameLimitChars = 80;
export const snapshotCommentLimitChars = 255;

/** When the used part of a volume grows beyond `atPercent` of it, the volume grows, up to `maximumBytes`. Left out, `incrementBytes` is a twentieth of its size. */
export const autogrowSchema = z.object({ maximumBytes: bytes, atPercent: percent, incrementBytes: bytes.positive().optional() });
export type Autogrow = z.infer<typeof autogrowSchema>;

/** `volume`: the whole size is set aside in the aggregate. `none`: thin. */
export const guaranteeSchema = z.enum(['none', 'volume']);
export type Guarantee = z.infer<typeof guaranteeSchema>;

const settings = {
  sizeBytes: bytes,
  guarantee: guaranteeSchema,
  autogrow: autogrowSchema.nullable(),
  /** From this share of its size on a volume counts as nearly full, and from the next one as full. */
  nearlyFullPercent: percent,
  fullPercent: percent,
};

/** Some settings of a volume; what is left out stays as it is, or takes its default in a new volume: thin, no autogrow, 75 and 85 percent. */
export const volumeChangeSchema = z.object(settings).partial();
export type VolumeChange = z.infer<typeof volumeChangeSchema>;

/** How one run of dedupe ended. */
export const dedupeRunSchema = z.object({
  startedAtMs: z.number().int(),
  endedAtMs: z.number().int(),
  outcome: z.enum(['success', 'canceled', 'error']),
  /** True when it looked at all blocks, false for those written since the run before only. */
  isFullScan: z.boolean(),
  scannedBytes: bytes,
  /** Bytes that were stored more than once and are stored once now. */
  savedBytes: bytes,
  /** Equal bytes left alone because a block has reached the sharing limit. */
  overLimitBytes: bytes,
  /** Why it failed; null otherwise. */
  fault: faultRecordSchema.nullable(),
});
export type DedupeRun = z.infer<typeof dedupeRunSchema>;

export const dedupeStatusSchema = z.object({
  isOn: z.boolean(),
  /** Looks for equal blocks while writing, besides the runs; best effort. Only while `isOn`. */
  isInline: z.boolean(),
  /**
   * When runs start by themselves while dedupe is on: `sun-sat@0`, `mon,wed@1-5`, `sun-sat@0-23/2` (local time),
   * `auto` or `auto@NN` (once NN percent of the data are new, looked at every hour; 20 when left out), `-` for never.
   */
  schedule: z.string(),
  /** `queued`: waiting for other maintenance to end. */
  state: z.enum(['idle', 'queued', 'running']),
  /** The run under way or waiting; its progress is that of the task. Null while idle. */
  taskId: taskIdSchema.nullable(),
  /** Null before the first run has ended. */
  lastRun: dedupeRunSchema.nullable(),
  /** When the schedule starts the next run; null while off, for `-` and for `auto`. */
  nextRunAtMs: z.number().int().nullable(),
});
export type DedupeStatus = z.infer<typeof dedupeStatusSchema>;

/**
 * One volume as lists show it. Sizes are bytes. Whether exact or not:
 *
 * - `savedBytes = savedByDedupeBytes + savedByCloneBytes ≤ logicalBytes`
 * - `freeBytes = sizeBytes − physicalBytes − reservedBytes`, and 0 where that is negative
 * - `physicalBytes ≥ logicalBytes − savedBytes + snapshotBytes`; equal while `isExact`
 *
 * What a FlexClone inherits is charged to its base and counts as saved by cloning.
 */
export const volumeRowSchema = z.object({
  id: volumeIdSchema,
  name: z.string(),
  createdAtMs: z.number().int(),
  /** The datastore on it, or null. */
  datastore: z.object({ id: objectIdSchema, name: z.string() }).nullable(),
  ...settings,
  /** Sum of the non-zero bytes of its files as they are now. */
  logicalBytes: bytes,
  /** Distinct stored bytes charged to it, snapshots included. */
  physicalBytes: bytes,
  /** The part of `physicalBytes` that only snapshots hold: at least, until exact. */
  snapshotBytes: bytes,
  /** For a FlexClone: bytes still shared with its base and charged to that: at most, until exact. Otherwise 0. */
  inheritedBytes: bytes,
  /** Set aside for thick disks and not written yet. */
  reservedBytes: bytes,
  freeBytes: bytes,
  savedBytes: bytes,
  savedByDedupeBytes: bytes,
  savedByCloneBytes: bytes,
  /** False after deletions and overwrites until the exact pass has run: `physicalBytes` then reads "at most", the saved ones "at least". */
  isExact: z.boolean(),
  /** When the exact pass last looked at its machines; null before the first one, or when none is left of those it saw. */
  exactAsOfMs: z.number().int().nullable(),
  /** `nearlyFull` and `full` are what an alarm is raised for, yellow and red. */
  fill: z.enum(['normal', 'nearlyFull', 'full']),
  snapshotCount: count,
  /** For a FlexClone: the volume and snapshot it is based on. */
  base: z.object({ volumeId: volumeIdSchema, volumeName: z.string(), snapshotId: snapshotIdSchema, snapshotName: z.string() }).nullable(),
  /** FlexClones based on one of its snapshots, by name. */
  cloneNames: z.array(z.string()),
  isSplitting: z.boolean(),
  dedupe: dedupeStatusSchema,
});
export type VolumeRow = z.infer<typeof volumeRowSchema>;

/** All volumes share one aggregate. */
export const aggregateRowSchema = z.object({
  /** The most that all volumes together may store; null when only the local disk sets a limit. */
  quotaBytes: bytes.nullable(),
  physicalBytes: bytes,
  /** What is stored, plus what guarantees and reservations have promised on top. */
  committedBytes: bytes,
  isExact: z.boolean(),
  /** True when the exact pass would give space back or make figures exact. */
  needsExactPass: z.boolean(),
});
export type AggregateRow = z.infer<typeof aggregateRowSchema>;

/** A snapshot of a whole volume: every disk on it as it was at one moment. */
export const volumeSnapshotSchema = z.object({
  id: snapshotIdSchema,
  volumeId: volumeIdSchema,
  name: z.string(),
  comment: z.string(),
  createdAtMs: z.number().int(),
  /** Non-zero bytes of the files that it holds. */
  logicalBytes: bytes,
  /** Bytes nothing else holds: at least what deleting it alone would free, until `isExact`. */
  uniqueBytes: bytes,
  isExact: z.boolean(),
  /** FlexClones based on it. It cannot be deleted while there are any. */
  cloneNames: z.array(z.string()),
});
export type VolumeSnapshot = z.infer<typeof volumeSnapshotSchema>;

/** How many there are, and the names of the first ones. */
const named = z.object({ count, names: z.array(z.string()).max(20) });

/** What restoring a snapshot would do. Disks that only changed since are always taken back. */
export const restorePlanSchema = z.object({
  volumeName: z.string(),
  snapshot: volumeSnapshotSchema,
  /** Virtual machines and templates whose disks are taken back to what they were. */
  reverted: named,
  /** Made since: they disappear. */
  removed: named,
  /** Deleted since: they come back, powered off. */
  returned: named,
  /** What lies on the volume without being in the inventory goes the same way; not among those above. */
  unregistered: z.object({ reverted: named, removed: named }),
  /** The same for disks that no machine has; `returned`: deleted since, or disks of the machines in `incomplete`. */
  unattached: z.object({ reverted: named, removed: named, returned: named }),
  /** Machines on the volume with disks on other datastores, and those disks, which stay as they are: "web-01 (Hard disk 2 on datastore2)". */
  elsewhere: named,
  /** Disks made on the volume since, of machines that stay without them, and what their snapshots lose by it: "Hard disk 2 of web-01". */
  lostDisks: named,
  /**
   * Machines deleted since that had disks on other datastores as well, with those disks, or by name alone where they had them there only when
   * the snapshot was taken. Such a machine does not come back; its disks here do, as unattached ones.
   */
  incomplete: named,
  /** Not empty: it cannot be restored now, and why. */
  refusals: z.array(faultRecordSchema),
});
export type RestorePlan = z.infer<typeof restorePlanSchema>;

/** A virtual machine or template that a snapshot of its volume holds, and what restoring it alone would do. */
export const restorableVmSchema = z.object({
  id: objectIdSchema,
  name: z.string(),
  isTemplate: z.boolean(),
  /** Of those disks that the snapshot holds. */
  diskCount: count,
  /** Disks that were added since. They stay as they are. */
  laterDiskCount: count,
  /** Its disks on other datastores: "Hard disk 2 on datastore2". They stay as they are. */
  elsewhere: z.array(z.string()),
  /** It was deleted since and would come back, powered off, under this name. Null: it exists, and its disks would be taken back, unless it is not in the inventory, which is a refusal. */
  returnsAs: z.string().nullable(),
  /** Why it cannot be restored now; null when it can. */
  refusal: faultRecordSchema.nullable(),
});
export type RestorableVm = z.infer<typeof restorableVmSchema>;

/** How many there are, and the first of them. */
export const restorableVmsSchema = z.object({ count, machines: z.array(restorableVmSchema).max(100) });
export type RestorableVms = z.infer<typeof restorableVmsSchema>;

export const splitEstimateSchema = z.object({
  /** Bytes that the split would write and that the volume would then hold itself. */
  copyBytes: bytes,
  /** Room in the volume after that; negative when it does not fit. */
  freeAfterBytes: z.number().int(),
});

/** A block whose content no longer matches its checksum. */
export const damagedBlockSchema = z.object({
  /** True when an intact twin was found and took its place. */
  isRepaired: z.boolean(),
  holderCount: count,
  /** The first of those that hold it. */
  holders: z.array(
    z.object({
      fileId: fileIdSchema,
      /** The virtual machine or template; null for a file that belongs to none. */
      vmName: z.string().nullable(),
      disk: z.string().nullable(),
      volumeName: z.string().nullable(),
      /** The snapshot of the volume that holds it; null for the disk as it is now. */
      snapshotName: z.string().nullable(),
      offsetBytes: bytes,
    }),
  ),
});
export type DamagedBlock = z.infer<typeof damagedBlockSchema>;
