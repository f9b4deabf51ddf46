import * as z from 'zod';
import { objectIdSchema, requestIdSchema, taskIdSchema } from '../ids.ts';
import { folderEntrySchema, imageInfoSchema } from '../model/image.ts';
import { call, operateCall } from './base.ts';

/** Absolute path on the machine that hosts the yard. */
const path = z.string().min(1).max(4096);
/** Label of a disk; the first one when left out. */
const disk = z.string().optional();
const started = z.object({ taskId: taskIdSchema });

export const disksContract = {
  /** Looks at an image file without reading all of it. */
  inspectImage: call.input(z.object({ path })).output(imageInfoSchema),
  /** Folders and files beside the yard, for clients without a native file dialog. Null path: the home folder. */
  listFolder: call
    .input(z.object({ path: path.nullable() }))
    .output(z.object({ path: z.string(), parentPath: z.string().nullable(), entries: z.array(folderEntrySchema) })),
  /** Imports an image file as a template. */
  importImage: call
    .input(
      z.object({
        path,
        name: z.string(),
        datastoreId: objectIdSchema.nullable(),
        guestOs: z.string().max(80),
        requestId: requestIdSchema,
        /** True for a file that the browser uploaded: it is removed when the task ends. */
        isUpload: z.boolean(),
      }),
    )
    .output(started),
  /** Writes a disk to a sparse raw file. */
  exportDisk: call
    .input(z.object({ vmId: objectIdSchema, disk, path, overwrite: z.boolean(), requestId: requestIdSchema }))
    .output(started),
  /** Writes the content of a file into a disk, as its guest would. Done when it is durable. */
  writeDisk: call
    .input(z.object({ vmId: objectIdSchema, disk, offsetBytes: z.number().int().nonnegative(), path, requestId: requestIdSchema }))
    .output(started),
  /** Reads the disks of both machines through the array and compares every byte of each with that of the same label. InvalidState where they have none in common. */
  compareDisks: operateCall
    .input(z.object({ firstId: objectIdSchema, secondId: objectIdSchema, requestId: requestIdSchema }))
    .output(started),
};
