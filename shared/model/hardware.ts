/** The virtual hardware of one machine: what it may have, and what a new machine or a change of settings asks for. */
import * as z from 'zod';
import { fileIdSchema, objectIdSchema, storagePolicyIdSchema } from '../ids.ts';
import { formatBytes, formatCount, gibBytes, mibBytes, tibBytes } from '../units.ts';
import { diskFormatSchema } from './inventory.ts';

/** "Configuration Maximums", vSphere 8.0: virtual machine maximums. Disks: four SCSI adapters with 15 devices each. */
export const hardwareLimits = { cpuCount: 768, memoryBytes: 24 * tibBytes, diskBytes: 62 * tibBytes, diskCount: 60, nicCount: 10 } as const;

/** vSphere takes memory in multiples of 4 MB ("vSphere Virtual Machine Administration", memory configuration). */
export const memoryStepBytes = 4 * mibBytes;
/** Disks end on whole MiB, as in the vSphere Client. */
export const diskStepBytes = mibBytes;

export const cpuCountSchema = z.number().int().min(1).max(hardwareLimits.cpuCount);
export const memoryBytesSchema = z.number().int().min(memoryStepBytes).max(hardwareLimits.memoryBytes).multipleOf(memoryStepBytes);
export const diskBytesSchema = z.number().int().min(diskStepBytes).max(hardwareLimits.diskBytes).multipleOf(diskStepBytes);

/** Why a machine cannot have as many processors, or null. */
export function cpuProblem(count: number): string | null {
  return cpuCountSchema.safeParse(count).success ? null : `A virtual machine has 1 to ${formatCount(hardwareLimits.cpuCount)} CPUs.`;
}
export function memoryProblem(bytes: number): string | null {
  if (memoryBytesSchema.safeParse(bytes).success) return null;
  return `Memory is a multiple of ${formatBytes(memoryStepBytes)}, from ${formatBytes(memoryStepBytes)} to ${formatBytes(hardwareLimits.memoryBytes)}.`;
}
export function diskSizeProblem(bytes: number): string | null {
  return diskBytesSchema.safeParse(bytes).success ? null : `A disk has whole MiB, from ${formatBytes(diskStepBytes)} to ${formatBytes(hardwareLimits.diskBytes)}.`;
}

export const newDiskSchema = z.object({
  sizeBytes: diskBytesSchema,
  format: diskFormatSchema,
  /** Left out: the home of its machine. */
  datastoreId: objectIdSchema.optional(),
});
export type NewDisk = z.infer<typeof newDiskSchema>;

export const newNicSchema = z.object({ networkId: objectIdSchema, isConnected: z.boolean() });
export type NewNic = z.infer<typeof newNicSchema>;

/** A machine that does not exist yet. Its disks read as zeros. */
export const newMachineSchema = z.object({
  name: z.string(),
  folderId: objectIdSchema,
  /** Cluster or host. In a cluster it goes to the connected host with the fewest virtual machines. */
  computeId: objectIdSchema,
  /** Its home, where its disks lie unless they are placed elsewhere. */
  datastoreId: objectIdSchema,
  /** Left out, or null: "Datastore default". */
  policyId: storagePolicyIdSchema.nullable().optional(),
  guestOs: z.string().trim().min(1).max(100),
  cpuCount: cpuCountSchema,
  memoryBytes: memoryBytesSchema,
  disks: z.array(newDiskSchema).max(hardwareLimits.diskCount),
  nics: z.array(newNicSchema).max(hardwareLimits.nicCount),
});
export type NewMachine = z.infer<typeof newMachineSchema>;

/** What becomes of the hardware of a machine, all of it or none. What is left out stays. Disks and adapters are named by their labels. */
export const hardwareChangeSchema = z.object({
  cpuCount: cpuCountSchema.optional(),
  memoryBytes: memoryBytesSchema.optional(),
  addDisks: z.array(newDiskSchema).default([]),
  growDisks: z.array(z.object({ label: z.string(), sizeBytes: diskBytesSchema })).default([]),
  /** With their files: what they hold is lost. */
  removeDisks: z.array(z.string()).default([]),
  /** Their files stay on their datastores with all they hold, as unattached disks. */
  detachDisks: z.array(z.string()).default([]),
  /** Unattached disks of datastores that its host sees. They stay where they lie, and get the first labels that are free. */
  attachDisks: z.array(fileIdSchema).default([]),
  addNics: z.array(newNicSchema).default([]),
  changeNics: z.array(z.object({ label: z.string(), networkId: objectIdSchema.optional(), isConnected: z.boolean().optional() })).default([]),
  removeNics: z.array(z.string()).default([]),
});
export type HardwareChange = z.infer<typeof hardwareChangeSchema>;
export type HardwareChangeInput = z.input<typeof hardwareChangeSchema>;

/** A disk that no machine has. It lies on its datastore and takes its space there. */
export const unattachedDiskSchema = z.object({
  fileId: fileIdSchema,
  /** What it was called, by the machine that had it last. */
  label: z.string(),
  vmName: z.string(),
  datastoreId: objectIdSchema,
  sizeBytes: z.number().int().positive(),
  format: diskFormatSchema,
  logicalBytes: z.number().int().nonnegative(),
  /** What nothing else holds: at least what deleting it would free. */
  uniqueBytes: z.number().int().nonnegative(),
  isExact: z.boolean(),
  detachedAtMs: z.number().int(),
});
export type UnattachedDisk = z.infer<typeof unattachedDiskSchema>;

/** Memory of a new machine unless told otherwise. */
export const defaultMemoryBytes = 4 * gibBytes;
