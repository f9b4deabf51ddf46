/** A folder with a yard in it for the commands about offloading, and these commands given there. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { distinctBytes } from '../../../electron/cli/demoImage.ts';
import { mibBytes } from '../../../shared/units.ts';
import { runInProcess } from './harness.ts';

/** The one host of an empty yard. */
export const host = 'esx-01.yard.local';
/** The data of the template `golden`; its disk is larger. */
export const dataBytes = 3 * mibBytes;
const diskBytes = 16 * mibBytes;

export interface OffloadYard {
  readonly folder: string;
  /** The one document of a command that is expected to end with `code`. */
  json(code: number, ...args: string[]): Promise<Record<string, unknown>>;
  /** What a command that is expected to succeed says to people. */
  text(...args: string[]): Promise<string>;
  /** The only element of the list that a command answers with. */
  onlyOf(...args: string[]): Promise<Record<string, unknown>>;
  /** Makes an empty yard, with the template `golden` or the VMFS datastore `lun` as asked for; belongs into `beforeAll`. */
  initialize(...parts: ('golden' | 'lun')[]): Promise<void>;
  /** Belongs into `afterAll`. */
  remove(): void;
}

export function newOffloadYard(): OffloadYard {
  const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));

  async function json(code: number, ...args: string[]): Promise<Record<string, unknown>> {
    const { code: actual, out, err } = await runInProcess({ folder }, '--json', ...args);
    expect({ actual, err, out: actual === code ? '' : out }).toEqual({ actual: code, err: '', out: '' });
    return JSON.parse(out);
  }

  async function text(...args: string[]): Promise<string> {
    const { code, out, err } = await runInProcess({ folder }, ...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return out;
  }

  async function onlyOf(...args: string[]): Promise<Record<string, unknown>> {
    const documents = Object.values(await json(0, ...args));
    expect(documents).toHaveLength(1);
    const [document] = documents;
    if (typeof document !== 'object' || document === null) throw new Error('This is not an array of documents.');
    return { ...document };
  }

  async function initialize(...parts: ('golden' | 'lun')[]): Promise<void> {
    await json(0, 'init', '--empty');
    if (parts.includes('golden')) {
      writeImage(join(folder, 'disk.img'));
      await json(0, 'import', 'disk.img', '--name', 'golden');
    }
    if (parts.includes('lun')) await json(0, 'volume', 'create', 'lun', '--size', '1GiB', '--type', 'VMFS');
  }

  return { folder, json, text, onlyOf, initialize, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function writeImage(path: string): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, diskBytes);
  writeSync(file, distinctBytes('head', dataBytes), 0, dataBytes, 0);
  closeSync(file);
}
