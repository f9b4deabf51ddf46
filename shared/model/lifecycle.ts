/** What happens to virtual machines and the folders they lie in between being made and being deleted. */
import * as z from 'zod';
import { objectIdSchema } from '../ids.ts';

const count = z.number().int().nonnegative();
const bytes = count;

/** What vSphere calls notes is the annotation of a virtual machine. */
export const notesLimitChars = 4000;

/**
 * Nothing runs in a guest that could be asked to shut down, so there is no such operation. A machine that is reset stays
 * powered on; one that is suspended keeps no memory on its datastore, since guests have none here.
 */
export const powerOperationSchema = z.enum(['powerOn', 'powerOff', 'suspend', 'reset']);
export type PowerOperation = z.infer<typeof powerOperationSchema>;

/** What `lifecycle.convert` makes of a machine. */
export const machineKindSchema = z.enum(['template', 'vm']);
export type MachineKind = z.infer<typeof machineKindSchema>;

/** A machine that was removed from the inventory; its disks lie on their datastores and go on taking their space. */
export const unregisteredVmSchema = z.object({
  /** The id that it had, and has again once it is registered. */
  id: objectIdSchema,
  name: z.string(),
  isTemplate: z.boolean(),
  /** Its home. */
  datastoreId: objectIdSchema,
  /** Where else disks or snapshots of it lie, each once; left out where all are at home. */
  otherDatastoreIds: z.array(objectIdSchema).optional(),
  /** Where it was; the folder may be gone by now. */
  folderId: objectIdSchema,
  hostId: objectIdSchema,
  guestOs: z.string(),
  diskCount: count,
  snapshotCount: count,
  provisionedBytes: bytes,
  logicalBytes: bytes,
  /** What nothing else holds: at least what deleting it would free. */
  uniqueBytes: bytes,
  isExact: z.boolean(),
  unregisteredAtMs: z.number().int(),
});
export type UnregisteredVm = z.infer<typeof unregisteredVmSchema>;

/** `unchanged`: items that were already as asked for. */
const itemCounts = { changed: count, unchanged: count, failed: count };

/** What the tasks of this model have to say when they have ended; members of `taskResultSchema`. */
export const lifecycleResultSchemas = [
  z.object({ kind: z.literal('renameObject'), id: objectIdSchema, before: z.string(), after: z.string() }),
  /** `to`: the name of the place; null when each went back to where it was. */
  z.object({ kind: z.literal('moveObjects'), to: z.string().nullable(), ...itemCounts }),
  z.object({ kind: z.literal('convertVms'), to: machineKindSchema, ...itemCounts }),
  z.object({ kind: z.literal('powerVms'), operation: powerOperationSchema, ...itemCounts }),
  z.object({ kind: z.literal('unregisterVms'), ...itemCounts }),
  z.object({ kind: z.literal('registerVms'), ...itemCounts }),
  z.object({ kind: z.literal('createFolder'), folderId: objectIdSchema }),
  z.object({ kind: z.literal('deleteFolder'), folders: count, unregistered: count }),
] as const;

export const lifecycleTaskKinds = ['renameObject', 'moveObjects', 'convertVms', 'powerVms', 'unregisterVms', 'registerVms', 'createFolder', 'deleteFolder'] as const;
