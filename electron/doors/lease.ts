/**
 * The exclusive hold on a data directory. The kernel keeps the lock and drops it when the
 * process dies, however it dies; `holder.json` beside it only says who it is and how to talk
 * to them, and may be out of date.
 */
import { tryLock, unlock } from 'fs-native-extensions';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';

export const holderKindSchema = z.enum(['desktop client', 'browser client', 'command line']);
export type HolderKind = z.infer<typeof holderKindSchema>;

export const holderSchema = z.object({
  pid: z.number().int().positive(),
  what: holderKindSchema,
  startedAtMs: z.number().int(),
  /** Where the holder listens, for example `http://127.0.0.1:41234`; absent while it does not. */
  url: z.url().optional(),
  /** The secret that its doors ask for. */
  token: z.string().min(16).optional(),
});
export type Holder = z.infer<typeof holderSchema>;

export interface Lease {
  readonly directory: string;
  /** Says where the holder can be reached, so that the command line can talk to it. */
  publish(address: { url: string; token: string }): void;
  /** Gives the directory up; safe to call twice. */
  release(): void;
}

/**
 * Takes the directory, creating it when it does not exist.
 * @throws Fault ResourceInUse naming the process that holds it
 */
export function acquireLease(directory: string, what: HolderKind): Lease {
  makeDirectory(directory);
  // Opened for appending: it creates the file without touching the lock of whoever holds it.
  const fd = openSync(join(directory, 'lock'), 'a+', 0o600);
  let isLocked = false;
  try {
    isLocked = tryLock(fd);
  } finally {
    if (!isLocked) closeSync(fd);
  }
  if (!isLocked) throw heldFault(directory);

  let holder: Holder = { pid: process.pid, what, startedAtMs: Date.now() };
  writeHolder(directory, holder);
  let isReleased = false;
  return {
    directory,
    publish: (address) => {
      if (isReleased) return;
      holder = { ...holder, ...address };
      writeHolder(directory, holder);
    },
    release: () => {
      if (isReleased) return;
      isReleased = true;
      rmSync(holderFile(directory), { force: true });
      unlock(fd);
      closeSync(fd);
    },
  };
}

/**
 * Who says to hold the directory, or null when nobody says so. The answer is only worth
 * something right after `acquireLease` has been refused: a killed process leaves it behind.
 */
export function readHolder(directory: string): Holder | null {
  let text: string;
  try {
    text = readFileSync(holderFile(directory), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return holderSchema.safeParse(parseJson(text)).data ?? null;
}

/** One sentence about who holds the directory, with the address when there is one. */
export function describeHolder(holder: Holder): string {
  const who = `the ${holder.what} (process ${holder.pid})`;
  return holder.url === undefined ? who : `${who} at ${clientUrl(holder)}`;
}

/** The address that opens the holder's client in a browser; only the browser shell serves one. */
function clientUrl(holder: Holder): string {
  return holder.what === 'browser client' ? `${holder.url}/#token=${holder.token ?? ''}` : `${holder.url}`;
}

function heldFault(directory: string): Fault {
  const holder = readHolder(directory);
  const who = holder === null ? 'another process' : describeHolder(holder);
  return new Fault('ResourceInUse', `The data directory ${directory} is in use by ${who}.`, {
    names: [who],
    hint: 'Close it there first, or choose another data directory with --data.',
  });
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault('FileFault', `The data directory ${directory} cannot be made: ${reason}`, {}, { cause: error });
  }
}

const holderFile = (directory: string): string => join(directory, 'holder.json');

/** Written beside and renamed over, so that a reader sees the whole of it or nothing. It holds a secret, hence the mode. */
function writeHolder(directory: string, holder: Holder): void {
  const draft = join(directory, `holder-${randomUUID()}.tmp`);
  try {
    writeFileSync(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
    renameSync(draft, holderFile(directory));
  } catch (error) {
    rmSync(draft, { force: true });
    // On a full disk the lock holds all the same; others then only learn that somebody has it. Deleting must go on.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}

/** The parsed text, or null when it was cut short by a crash. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
