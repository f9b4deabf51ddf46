/** Disk image files outside the array. */
import * as z from 'zod';

const bytes = z.number().int().nonnegative();

/** What a file turned out to be when looked at, before anything is imported. */
export const imageInfoSchema = z.object({
  path: z.string(),
  fileName: z.string(),
  format: z.enum(['raw']),
  /** The size of the disk a guest would see. */
  sizeBytes: bytes,
  /** Bytes that are allocated in the file; the rest is holes and will not be read. */
  allocatedBytes: bytes,
  /** What the first blocks look like: "ext4 file system", "MBR partition table" ... */
  content: z.string(),
  /** A name for the template, made from the file name. */
  suggestedName: z.string(),
});
export type ImageInfo = z.infer<typeof imageInfoSchema>;

/** One entry of a folder on the machine that hosts the yard. */
export const folderEntrySchema = z.object({
  name: z.string(),
  path: z.string(),
  isFolder: z.boolean(),
  sizeBytes: bytes.nullable(),
});
export type FolderEntry = z.infer<typeof folderEntrySchema>;
