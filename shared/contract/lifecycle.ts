import * as z from 'zod';
import { faultRecordSchema } from '../faults.ts';
import { objectIdSchema, requestIdSchema, taskIdSchema } from '../ids.ts';
import { machineKindSchema, notesLimitChars, powerOperationSchema, unregisteredVmSchema } from '../model/lifecycle.ts';
import { nameLimitChars } from '../naming.ts';
import { operateCall, readCall } from './base.ts';

const started = z.object({ taskId: taskIdSchema });
const id = objectIdSchema;
const ids = z.array(objectIdSchema).min(1).max(10_000);
const name = z.string().max(nameLimitChars);
const requestId = requestIdSchema;

/**
 * All but the last three start tasks. Where several objects are given each is decided on by itself, and the items of the
 * task tell what became of it: changed, as it was asked for already (`note`), or not changed and why (`fault`).
 */
export const lifecycleContract = {
  /**
   * Renames a virtual machine, template, folder, datastore, network, cluster or datacenter. Its files keep the names they have.
   * DuplicateName, InvalidName; NotSupported for hosts and the vCenter, whose names are their addresses.
   */
  rename: operateCall.input(z.object({ id, name, requestId })).output(started),
  /** A folder in another one or right below a datacenter. DuplicateName among its neighbours, InvalidName, InvalidFolder. */
  createFolder: operateCall.input(z.object({ parentId: id, name, requestId })).output(started),
  /**
   * ResourceInUse while there is something in it, unless `withContent`: then the folders in it are deleted as well, and its machines
   * are removed from the inventory as `unregister` does, so that no disk is lost. InvalidPowerState when one of those is powered on.
   */
  deleteFolder: operateCall.input(z.object({ id, withContent: z.boolean(), requestId })).output(started),
  /** Moves machines, templates and folders into a folder; folders also right below a datacenter. InvalidFolder. */
  move: operateCall.input(z.object({ ids, folderId: id, requestId })).output(started),
  /** InvalidPowerState unless powered off, InvalidState for machines with snapshots, which a template has none of. */
  convert: operateCall.input(z.object({ ids, to: machineKindSchema, requestId })).output(started),
  /** InvalidPowerState where the state does not allow it, NotSupported for templates. */
  power: operateCall.input(z.object({ ids, operation: powerOperationSchema, requestId })).output(started),
  /** Removes machines and templates from the inventory; disks and snapshots stay on the datastore. InvalidPowerState when powered on. */
  unregister: operateCall.input(z.object({ ids, requestId })).output(started),
  /**
   * Makes machines of them again, under the ids they had. What is null is as it was; a name only for one alone.
   * DuplicateName, InvalidName, InvalidFolder when the folder is gone, FileNotFound when a disk is.
   */
  register: operateCall.input(z.object({ ids, name: name.nullable(), folderId: id.nullable(), hostId: id.nullable(), requestId })).output(started),
  /**
   * Takes back what a task did: `renameObject`, `moveObjects`, `convertVms`, `registerVms` and `unregisterVms`. What has changed once more
   * since is left alone and told as a fault. NotSupported for other tasks, InvalidState when there is nothing to take back.
   */
  undo: operateCall.input(z.object({ taskId: taskIdSchema, requestId })).output(started),
  /** Why `undo` of the task would be refused as everything is now; null when at least some of it can be taken back. */
  undoRefusal: readCall.input(z.object({ taskId: taskIdSchema })).output(faultRecordSchema.nullable()),

  /** Those on a datastore, or on all (null), by name. */
  unregistered: readCall.input(z.object({ datastoreId: id.nullable() })).output(z.array(unregisteredVmSchema)),
  /** Replaces what people wrote about a machine or a container; an empty text takes it away. */
  setNotes: operateCall.input(z.object({ id, notes: z.string().max(notesLimitChars) })).output(z.object({})),
};
