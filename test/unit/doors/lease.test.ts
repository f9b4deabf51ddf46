import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLease, readHolder } from '../../../electron/doors/lease.ts';
import { Fault } from '../../../shared/faults.ts';

let directory: string;
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'cloneyard-lease-')), 'new', 'yard');
});
afterEach(() => {
  rmSync(join(directory, '..', '..'), { recursive: true, force: true });
});

function faultOf(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

describe('the lease', () => {
  it('makes the directory, says who holds it in a private file, and clears up', () => {
    const lease = acquireLease(directory, 'command line');
    expect(readHolder(directory)).toMatchObject({ pid: process.pid, what: 'command line' });
    expect(statSync(join(directory, 'holder.json')).mode & 0o777).toBe(0o600);
    lease.publish({ url: 'http://127.0.0.1:4000', token: 'a-token-of-some-length' });
    expect(readHolder(directory)).toMatchObject({ url: 'http://127.0.0.1:4000', token: 'a-token-of-some-length' });
    lease.release();
    lease.release();
    expect(readHolder(directory)).toBeNull();
  });

  it('is exclusive, and its refusal names the holder and its address', () => {
    const lease = acquireLease(directory, 'browser client');
    lease.publish({ url: 'http://127.0.0.1:4000', token: 'a-token-of-some-length' });
    const fault = faultOf(() => acquireLease(directory, 'desktop client'));
    expect(fault.code).toBe('ResourceInUse');
    expect(fault.message).toContain(`browser client (process ${process.pid}) at http://127.0.0.1:4000/#token=a-token-of-some-length`);
    expect(readHolder(directory)?.what).toBe('browser client');
    lease.release();
    acquireLease(directory, 'desktop client').release();
  });

  it('ignores what a killed process left, even when it is damaged', () => {
    acquireLease(directory, 'browser client').release();
    writeFileSync(join(directory, 'holder.json'), '{"pid": 1, "wh');
    expect(readHolder(directory)).toBeNull();
    const lease = acquireLease(directory, 'command line');
    expect(readHolder(directory)?.pid).toBe(process.pid);
    writeFileSync(join(directory, 'holder.json'), 'null');
    expect(faultOf(() => acquireLease(directory, 'command line')).message).toContain('another process');
    lease.release();
  });

  it('is free the moment its process is killed', async () => {
    const program = `
      const { tryLock } = require('fs-native-extensions');
      const { mkdirSync, openSync } = require('node:fs');
      mkdirSync(process.argv[1], { recursive: true });
      process.stdout.write(String(tryLock(openSync(process.argv[1] + '/lock', 'a+'))));
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['-e', program, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
    const answer = await new Promise<string>((resolve) => {
      child.stdout.once('data', (piece: Buffer) => resolve(piece.toString()));
    });
    expect(answer).toBe('true');
    expect(faultOf(() => acquireLease(directory, 'command line')).code).toBe('ResourceInUse');
    const gone = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    child.kill('SIGKILL');
    await gone;
    acquireLease(directory, 'command line').release();
  });

  it('says why a directory cannot be made', () => {
    acquireLease(directory, 'command line').release();
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect(faultOf(() => acquireLease(join(file, 'yard'), 'command line')).code).toBe('FileFault');
    expect(readFileSync(file, 'utf8')).toBe('');
  });
});
