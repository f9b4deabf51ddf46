/** The key that protects secrets where there is no keychain: a file beside the data that only its owner can read. */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, lstatSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import type { SecretKey } from './secretBox.ts';

export const keyFileName = 'secrets.key';
const keyBytes = 32;

const keyFileSchema = z.strictObject({
  format: z.literal('cloneyard-secret-key'),
  version: z.literal(1),
  id: z.string().min(1),
  key: z.base64().refine((text) => Buffer.from(text, 'base64').length === keyBytes, 'A key has 32 bytes.'),
});

export function newSecretKeyBytes(): Uint8Array {
  return randomBytes(keyBytes);
}

/** The key in the file, or null where there is none. @throws Fault FileFault when the file is not a key file */
export function readKeyFile(directory: string): SecretKey | null {
  const path = join(directory, keyFileName);
  let text: string;
  try {
    // A link could lead the key, or what is told about its protection, elsewhere.
    if (!lstatSync(path).isFile()) throw notAKeyFile(path);
    // Whatever a copy or a backup has made of it, it is for its owner only.
    chmodSync(path, 0o600);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const parsed = keyFileSchema.safeParse(parseJson(text));
  if (!parsed.success) throw notAKeyFile(path);
  return { id: parsed.data.id, protectedBy: 'keyFile', bytes: Buffer.from(parsed.data.key, 'base64') };
}

/** Makes the file with a new key. It is durable when this returns. */
export function makeKeyFile(directory: string): SecretKey {
  const id = randomUUID();
  const bytes = newSecretKeyBytes();
  const path = join(directory, keyFileName);
  const draft = `${path}.new`;
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify({ format: 'cloneyard-secret-key', version: 1, id, key: Buffer.from(bytes).toString('base64') })}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, path);
  syncDirectory(directory);
  return { id, protectedBy: 'keyFile', bytes };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function notAKeyFile(path: string): Fault {
  return new Fault('FileFault', `${path} is not a key file.`, { hint: 'Put the right file back, or move it away and set all secrets anew.' });
}

/** A name is durable with its folder. Windows opens no folders, and keeps names by itself. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
