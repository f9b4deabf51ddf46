/** What the commands about disks that no machine has share. */
import { InvalidArgumentError } from 'commander';
import { fileIdSchema, type FileId } from '../../shared/ids.ts';

/** For arguments that may be given several times; each is taken once. */
export function collectFileIds(text: string, earlier: readonly FileId[] = []): FileId[] {
  const id = fileIdSchema.safeParse(/^\d+$/.test(text) ? Number(text) : Number.NaN);
  if (!id.success) throw new InvalidArgumentError(`"${text}" is not the id of a disk. List them with: cloneyard disk ls`);
  return [...earlier.filter((one) => one !== id.data), id.data];
}
