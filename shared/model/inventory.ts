/** What exists in the yard: containers (vCenter down to hosts, folders, datastores) and virtual machines. */
import * as z from 'zod';
import { objectIdSchema, storagePolicyIdSchema, taskIdSchema, type ObjectId } from '../ids.ts';

export const powerStateSchema = z.enum(['poweredOn', 'poweredOff', 'suspended']);
export type PowerState = z.infer<typeof powerStateSchema>;

const bytes = z.number().int().nonnegative();
const base = {
  id: objectIdSchema,
  name: z.string(),
  /** What people wrote about it. Left out where nobody has, as in every record from before there were notes. */
  notes: z.string().optional(),
};

export const vcenterSchema = z.object({ ...base, kind: z.literal('vcenter'), parentId: z.null() });
export const datacenterSchema = z.object({ ...base, kind: z.literal('datacenter'), parentId: objectIdSchema });
export const clusterSchema = z.object({ ...base, kind: z.literal('cluster'), parentId: objectIdSchema });

/** A simulated ESXi host. Its processor and memory are configuration, not measurements. */
export const hostSchema = z.object({
  ...base,
  kind: z.literal('host'),
  /** The cluster or datacenter it belongs to. */
  parentId: objectIdSchema,
  /** Only a connected host takes machines or lets them be powered on. On the way into maintenance mode those that run leave it. */
  connectionState: z.enum(['connected', 'disconnected', 'enteringMaintenance', 'maintenance']),
  /** The task that takes it into maintenance mode; left out unless it is on the way there. */
  maintenanceTaskId: taskIdSchema.optional(),
  model: z.string(),
  cpuCoreCount: z.number().int().positive(),
  cpuMhz: z.number().int().positive(),
  memoryBytes: bytes,
});

/** A folder of the VMs and Templates view. */
export const folderSchema = z.object({ ...base, kind: z.literal('folder'), parentId: objectIdSchema });

/**
 * Space of a datastore, in bytes. Whether exact or not:
 *
 * - `savedBytes = savedByDedupeBytes + savedByCloneBytes ≤ logicalBytes`
 * - `freeBytes = capacityBytes − physicalBytes − reservedBytes`, and 0 where that is negative
 * - `physicalBytes ≥ logicalBytes − savedBytes + snapshotBytes`; equal while `isExact`
 */
export const datastoreSpaceSchema = z.object({
  /** The size of the volume behind the datastore. */
  capacityBytes: bytes,
  /** Sum of the sizes of all virtual disks as the guests see them. */
  provisionedBytes: bytes,
  /** Sum over all virtual disks of their non-zero blocks: what full copies would take. */
  logicalBytes: bytes,
  /** Distinct stored blocks: what it really takes, snapshots of the volume included. What a FlexClone inherits is charged to its base. */
  physicalBytes: bytes,
  /** The part of `physicalBytes` that only snapshots of the volume hold. */
  snapshotBytes: bytes,
  /** Set aside for thick disks and not written yet. */
  reservedBytes: bytes,
  savedBytes: bytes,
  savedByDedupeBytes: bytes,
  /** Saved by sharing between clones, and by a FlexClone's sharing with its base. */
  savedByCloneBytes: bytes,
  freeBytes: bytes,
  /** False after deletions until the exact pass has run; `physicalBytes` is then an upper bound. */
  isExact: z.boolean(),
});
export type DatastoreSpace = z.infer<typeof datastoreSpaceSchema>;

/** Named as in vSphere ("vSphere Web Services API", DatastoreSummary.maintenanceMode). */
export const maintenanceModeSchema = z.enum(['enteringMaintenance', 'inMaintenance']);
export type MaintenanceMode = z.infer<typeof maintenanceModeSchema>;

export const datastoreSchema = z.object({
  ...base,
  kind: z.literal('datastore'),
  parentId: objectIdSchema,
  type: z.enum(['NFS', 'VMFS']),
  /** Left out in normal operation. Nothing is placed on it in either mode; while it is entered, its machines are being moved away. */
  maintenanceMode: maintenanceModeSchema.optional(),
  /** Hosts that do not see it. Left out where all do, as hosts do that are added later. */
  unmountedHostIds: z.array(objectIdSchema).optional(),
  space: datastoreSpaceSchema,
});

/** A port group that every host of its datacenter offers alike. What goes over it is not simulated. */
export const networkSchema = z.object({
  ...base,
  kind: z.literal('network'),
  /** The datacenter it belongs to. */
  parentId: objectIdSchema,
  /** 1 to 4094; null where frames leave untagged. */
  vlanId: z.number().int().min(1).max(4094).nullable(),
});

/** Everything in the inventory that is not a virtual machine. */
export const containerSchema = z.discriminatedUnion('kind', [
  vcenterSchema,
  datacenterSchema,
  clusterSchema,
  hostSchema,
  folderSchema,
  datastoreSchema,
  networkSchema,
]);
export type Container = z.infer<typeof containerSchema>;
export type ContainerKind = Container['kind'];
export type Host = z.infer<typeof hostSchema>;
export type Datastore = z.infer<typeof datastoreSchema>;
export type Folder = z.infer<typeof folderSchema>;
export type Network = z.infer<typeof networkSchema>;

/**
 * Space of one virtual machine, in bytes: over all of its disks, and what its snapshots add.
 * `uniqueBytes + sharedBytes = logicalBytes + snapshotBytes` and `logicalBytes ≤ provisionedBytes`;
 * without snapshots `snapshotBytes` is 0. Of a single disk: what its own file counts.
 */
export const vmSpaceSchema = z.object({
  provisionedBytes: bytes,
  /** Blocks of the disks that are not zero, whether shared or not. Snapshots do not count here. */
  logicalBytes: bytes,
  /** Blocks that nothing but the VM with its disks and snapshots holds, each once: at least what deleting the VM alone would free. */
  uniqueBytes: bytes,
  /** The part of `logicalBytes` that others hold as well, or that the VM's own disks hold more than once. Never negative. */
  sharedBytes: bytes,
  /**
   * The part of `uniqueBytes` that only snapshots hold and no disk any more. Each counts what it holds alone; of what
   * several snapshots have in common no more is counted than makes the sum above true, so this reads "at least".
   */
  snapshotBytes: bytes,
  /** False when a sharer was deleted since the last exact pass; `uniqueBytes` then reads "at least". */
  isExact: z.boolean(),
});
export type VmSpace = z.infer<typeof vmSpaceSchema>;

/** A virtual machine or a template (a virtual machine that cannot be powered on), as lists show it. */
export const vmRowSchema = z.object({
  ...base,
  isTemplate: z.boolean(),
  /** What it was cloned from. The name is kept so that it can still be told after the template is gone. */
  source: z.object({ id: objectIdSchema, name: z.string() }).nullable(),
  folderId: objectIdSchema,
  hostId: objectIdSchema,
  /** Its home. Disks lie there as well unless they were placed elsewhere. */
  datastoreId: objectIdSchema,
  /** Where else disks or snapshots of it lie, each once; left out where all are at home. */
  otherDatastoreIds: z.array(objectIdSchema).optional(),
  /**
   * Its storage policy. Left out for "Datastore default", as in all records from before there were policies. One that
   * has been deleted since, as a machine that comes back from a snapshot may have it, means the same.
   */
  policyId: storagePolicyIdSchema.optional(),
  /** The distinct networks of its adapters, in the order of the adapters. */
  networkIds: z.array(objectIdSchema),
  powerState: powerStateSchema,
  guestOs: z.string(),
  cpuCount: z.number().int().positive(),
  memoryBytes: bytes,
  createdAtMs: z.number().int(),
  snapshotCount: z.number().int().nonnegative(),
  space: vmSpaceSchema,
});
export type VmRow = z.infer<typeof vmRowSchema>;

/** Every datastore that holds something of the machine, its home first. */
export function datastoreIdsOf({ datastoreId, otherDatastoreIds }: Pick<VmRow, 'datastoreId' | 'otherDatastoreIds'>): readonly ObjectId[] {
  return otherDatastoreIds === undefined ? [datastoreId] : [datastoreId, ...otherDatastoreIds];
}

/** How a virtual machine's disks came to be, in the words of the offload engine. */
export const mechanismSchema = z.enum([
  'imported',
  /** Made with a new machine, or added to one: it read as zeros then. */
  'created',
  /** NAS file clone: the array shares every block of the file. */
  'fileClone',
  /** XCOPY that the array carries out by sharing the blocks of each range. */
  'xcopy',
  /** The array copies every block that holds data within itself. */
  'fullCopy',
  /** The software data mover: the host reads and writes every byte. */
  'hostCopy',
]);
export type Mechanism = z.infer<typeof mechanismSchema>;

/** How space is set aside for a disk: as it is written, or all of it at once, zeroed on first write or ahead of time. */
export const diskFormatSchema = z.enum(['thin', 'lazyZeroedThick', 'eagerZeroedThick']);
export type DiskFormat = z.infer<typeof diskFormatSchema>;

/** Where single disks go, by their labels, each once; every disk that is not named goes with the machine. */
export const diskPlacementSchema = z
  .array(z.object({ label: z.string(), datastoreId: objectIdSchema }))
  .max(64)
  .refine((places) => new Set(places.map(({ label }) => label)).size === places.length, 'Every disk is placed once.');
export type DiskPlacement = z.infer<typeof diskPlacementSchema>;

/** The disk that tells a guest who it is. It keeps its label wherever it is cloned to, every machine has one at most, and it lies at the home of its machine. */
export const customizationDiskLabel = 'Customization disk';

export const vmDiskSchema = z.object({
  label: z.string(),
  /** Where it lies. */
  datastoreId: objectIdSchema,
  format: diskFormatSchema,
  sizeBytes: bytes,
  mechanism: mechanismSchema,
  /** One sentence that says why this mechanism was used. */
  mechanismReason: z.string(),
  space: vmSpaceSchema,
});

/** A network adapter. Its address was given out by the vCenter and stays the same as long as the adapter exists. */
export const vmNicSchema = z.object({
  /** "Network adapter 1". */
  label: z.string(),
  networkId: objectIdSchema,
  /** Six pairs of lower-case hexadecimal digits with colons. */
  macAddress: z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
  isConnected: z.boolean(),
});
export type VmNic = z.infer<typeof vmNicSchema>;

/** One virtual machine in full. */
export const vmDetailSchema = vmRowSchema.extend({
  disks: z.array(vmDiskSchema),
  nics: z.array(vmNicSchema),
  notes: z.string(),
  /** Direct clones of this one that exist now. */
  cloneCount: z.number().int().nonnegative(),
});
export type VmDetail = z.infer<typeof vmDetailSchema>;
