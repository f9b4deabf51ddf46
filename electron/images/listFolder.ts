/** Folders and files beside the yard, for clients that have no native file dialog. */
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FolderEntry } from '../../shared/model/image.ts';
import { fileFaultOf } from '../formats/fileFaults.ts';
import { requireAbsolute } from './rooms.ts';

/** Files looked at together; more would only queue inside the system. */
const statsAtOnce = 32;

export interface FolderListing {
  path: string;
  parentPath: string | null;
  entries: FolderEntry[];
}

/**
 * Folders first, then files, each by name; hidden ones are left out. Null path: the home folder.
 * @throws Fault FileNotFound, FileFault, InvalidArgument
 */
export async function listFolder(asked: string | null): Promise<FolderListing> {
  const path = requireAbsolute(asked ?? homedir());
  let names: string[];
  try {
    names = (await readdir(path)).filter((name) => !name.startsWith('.'));
  } catch (error) {
    throw fileFaultOf(error, path, 'read');
  }
  const entries: FolderEntry[] = [];
  for (let first = 0; first < names.length; first += statsAtOnce) {
    const looked = await Promise.all(names.slice(first, first + statsAtOnce).map((name) => look(path, name)));
    for (const entry of looked) if (entry) entries.push(entry);
  }
  const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  entries.sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || order.compare(a.name, b.name));
  const parentPath = dirname(path);
  return { path, parentPath: parentPath === path ? null : parentPath, entries };
}

/** One entry, or null for what cannot be looked at or is neither folder, file nor block device. */
async function look(folder: string, name: string): Promise<FolderEntry | null> {
  const path = join(folder, name);
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { name, path, isFolder: true, sizeBytes: null };
    if (found.isFile() || found.isBlockDevice()) return { name, path, isFolder: false, sizeBytes: found.isFile() ? found.size : null };
    return null;
  } catch {
    // A dangling link or a file without permission cannot be imported, so it is not offered.
    return null;
  }
}
