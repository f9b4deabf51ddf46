/**
 * The key that secrets are encrypted with, kept by the operating system: in a file of the data directory, in a form that
 * only this account on this computer can open.
 */
import { safeStorage } from 'electron';
import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { KeychainKey } from '../doors/workerMessages.ts';

const fileName = 'secrets.keychain';

const keychainFileSchema = z.strictObject({
  format: z.literal('cloneyard-keychain-key'),
  version: z.literal(1),
  id: z.string().min(1),
  /** The key as the keychain has encrypted it, base64. */
  sealed: z.base64(),
});

/**
 * The key of this data directory, made when there is none. Null where there is no keychain to protect it, or where it
 * cannot be opened: a key file then does it, and what the keychain protects stays closed.
 */
export function openKeychainKey(dataDirectory: string, log: (line: string) => void): KeychainKey | null {
  // On Linux without a keyring Electron would encrypt with a password that everybody knows.
  if (!safeStorage.isEncryptionAvailable() || (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')) return null;
  const path = join(dataDirectory, fileName);
  try {
    const known = readKeychainFile(path);
    if (known !== null) return { id: known.id, key: safeStorage.decryptString(Buffer.from(known.sealed, 'base64')) };
    const made = { id: randomUUID(), key: randomBytes(32).toString('base64') };
    writeKeychainFile(path, { id: made.id, sealed: safeStorage.encryptString(made.key).toString('base64') });
    return made;
  } catch (error) {
    log(`The key in the operating system's keychain cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

function readKeychainFile(path: string): z.infer<typeof keychainFileSchema> | null {
  try {
    return keychainFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new Error(`${path} is not a key of the keychain.`, { cause: error });
  }
}

function writeKeychainFile(path: string, content: { id: string; sealed: string }): void {
  const draft = `${path}.new`;
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify({ format: 'cloneyard-keychain-key', version: 1, ...content })}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, path);
  syncDirectory(dirname(path));
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
