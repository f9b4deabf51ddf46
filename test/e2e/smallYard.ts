/** A small yard for the stories about storage: one datastore, one template with known content, a few clones. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mibBytes } from '../../shared/units.ts';
import { createRandom } from '../sim/random.ts';
import type { Client } from './client.ts';
import type { Yard } from './yard.ts';

/** What the template's image holds; the rest of its 32 MiB is a hole. */
export const goldenBytes = 8 * mibBytes;

/** Random bytes, the same for the same seed. */
export function bytesOf(seed: number, length: number): Uint8Array {
  return createRandom(seed).bytes(length);
}

/** A file in the yard's folder. */
export async function makeFile(yard: Yard, name: string, bytes: Uint8Array, sizeBytes = bytes.length): Promise<string> {
  const path = yard.folder.file(name);
  const whole = Buffer.alloc(sizeBytes);
  whole.set(bytes);
  await writeFile(path, whole);
  return path;
}

/** Sets up the empty yard, imports `golden`, makes `vm-1` to `vm-3` of it, serves it and opens the client. */
export async function openSmallYard(yard: Yard, client: Client): Promise<void> {
  const image = await makeFile(yard, 'golden.img', bytesOf(1, goldenBytes), 32 * mibBytes);
  await yard.command('init', '--empty');
  await yard.command('import', image, '--name', 'golden');
  await yard.command('rapid-clone', 'golden', '--count', '3', '--names', 'vm-{n}');
  await yard.serve();
  await client.open(yard.url);
}

/** Writes into a machine's disk as its guest would. */
export async function write(yard: Yard, vm: string, offset: number, bytes: Uint8Array): Promise<void> {
  const path = await makeFile(yard, `patch-${vm}-${offset}.bin`, bytes);
  await yard.command('vm', 'write', vm, '--offset', String(offset), '--file', path);
}

/** Changes one byte of the stored data that begins with `bytes`, as bit rot would. */
export async function damageStored(yard: Yard, bytes: Uint8Array): Promise<void> {
  const folder = join(yard.dataDirectory, 'segments');
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const stored = await readFile(path);
    const at = stored.indexOf(bytes);
    if (at === -1) continue;
    stored[at + 100] = (stored[at + 100] ?? 0) ^ 1;
    await writeFile(path, stored);
    return;
  }
  throw new Error('The data are in no segment.');
}
