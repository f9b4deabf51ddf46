/**
 * kill -9 at hundreds of random moments during import, clone, write and delete. After each one
 * the yard is opened again: everything acknowledged is there to the byte, nothing half-made is
 * visible, interrupted bulk work is finished, and the checker finds neither damage nor leaks.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readSync, closeSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allVms } from '../fixtures/allVms.ts';
import { openArray } from '../../electron/array/array.ts';
import { SegmentFiles } from '../../electron/disk/segmentFiles.ts';
import { Meta } from '../../electron/meta/meta.ts';
import { assembleYard, openYard } from '../../electron/yard.ts';
import { requestIdOf } from '../../shared/ids.ts';
import { KillStory, type KillLine } from './killStory.ts';
import { createRandom, testSeed, type Random } from './random.ts';

const killCount = process.env['CLONEYARD_LONG'] ? 2_000 : 200;
const imageBlocks = 6_000;
const root = join(import.meta.dirname, '../..');

let folder: string;
let child: string;
let image: string;
let data: string;
let scratch: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-kill-'));
  // Inside the project, so that the bundle finds the native packages.
  const outDir = mkdtempSync(join(root, 'node_modules', '.kill-child-'));
  child = join(outDir, 'killChild.js');
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['lmdb', 'koffi', 'fs-native-extensions'] },
    build: { ssr: join(root, 'test/sim/killChild.ts'), outDir, emptyOutDir: true, minify: false, target: 'node20' },
  });
  data = join(folder, 'data');
  scratch = join(folder, 'scratch');
  mkdirSync(scratch);
  image = join(folder, 'image.raw');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(child, '..'), { recursive: true, force: true });
});

/** Runs the victim and kills it at a random moment after it has opened the yard, or while it opens it. */
async function runAndKill(random: Random, story: KillStory): Promise<void> {
  const process = spawn(globalThis.process.execPath, [child, data, String(random.nextUint32()), image, scratch], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  process.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<NodeJS.Signals | null>((resolve) => process.on('close', (_code, signal) => resolve(signal)));
  const lines = createInterface({ input: process.stdout });
  const opened = new Promise<void>((resolve) => {
    lines.on('line', (text) => {
      const line = JSON.parse(text) as KillLine;
      story.hear(line);
      if (line.type === 'open') resolve();
    });
  });
  const drained = new Promise<void>((resolve) => lines.on('close', resolve));
  if (random.chance(0.85)) await Promise.race([opened, ended]);
  await delay(random.below(random.chance(0.3) ? 30 : 400));
  process.kill('SIGKILL');
  expect(await ended, complaints).toBe('SIGKILL');
  await drained;
}

/** Disks read back after each kill: the one being written to, and a few of the others. After the last kill, all. */
function disksToRead(story: KillStory, random: Random, isLast: boolean): string[] {
  const written = [...story.disks].filter(([, blocks]) => blocks.size > 0).map(([name]) => name);
  if (isLast) return written;
  const chosen = new Set(Array.from({ length: Math.min(3, written.length) }, () => random.pick(written)));
  if (story.pending?.kind === 'write') chosen.add(story.pending.name);
  return [...chosen].filter((name) => story.disks.has(name));
}

async function expectStory(story: KillStory, random: Random, isLast: boolean): Promise<void> {
  const meta = Meta.open(join(data, 'meta'));
  const array = await openArray({ meta, disk: new SegmentFiles(join(data, 'segments')) });
  const yard = await assembleYard({ dataDirectory: data, version: 'test', log: () => undefined }, meta, array);
  const client = createRouterClient(yard.router, { context: {} });
  await yard.drain();
  try {
    const rows = new Map((await allVms(client)).map((row) => [row.name, row]));
    settlePending(story, new Set(rows.keys()));
    expect([...rows.keys()].sort()).toEqual([...story.disks.keys()].sort());
    await array.reclaim();
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
    for (const name of disksToRead(story, random, isLast)) {
      const row = rows.get(name);
      const blocks = story.disks.get(name);
      if (!row || !blocks) throw new Error(`${name} is missing`);
      // Each disk lies in one file of the array; the export reads it through the same path as everybody.
      const path = join(scratch, 'export.raw');
      const { taskId } = await client.disks.exportDisk({ vmId: row.id, path, overwrite: true, requestId: requestIdOf(`export-${Date.now()}`) });
      expect(await client.tasks.wait({ id: taskId })).toMatchObject({ state: 'success' });
      expectBlocks(path, name, blocks, story);
    }
  } finally {
    await yard.close();
  }
}

/** The act under way when the process died: bulk work must have been finished by resuming, an import must be all or nothing. */
function settlePending(story: KillStory, names: ReadonlySet<string>): void {
  const { pending } = story;
  if (!pending) return;
  if (pending.kind === 'import' && names.has(pending.name)) story.apply(pending);
  // Either the journal never got to know the task, or it was carried out to its end.
  if (pending.kind === 'clone' && pending.names.some((name) => names.has(name))) story.apply(pending);
  if (pending.kind === 'delete' && pending.names.some((name) => !names.has(name))) story.apply(pending);
  if (pending.kind !== 'write') story.pending = null;
}

function expectBlocks(path: string, name: string, blocks: Map<number, number>, story: KillStory): void {
  const { pending } = story;
  const file = openSync(path, 'r');
  const found = Buffer.alloc(4096);
  for (const [block, value] of blocks) {
    readSync(file, found, 0, 4096, block * 4096);
    const isOpen = pending?.kind === 'write' && pending.name === name && block >= pending.block && block < pending.block + pending.count;
    const allowed = isOpen ? [value, pending.value] : [value];
    const first = found[0] ?? -1;
    expect(allowed, `${name} block ${block}`).toContain(first);
    expect(found.equals(Buffer.alloc(4096, first)), `${name} block ${block} is torn`).toBe(true);
    // What is there after a restart is durable: it must not change back.
    blocks.set(block, first);
  }
  closeSync(file);
}

it('keeps every promise over hundreds of kills', { timeout: 1_200_000 }, async () => {
  const random = createRandom(testSeed('kill -9'));
  writeFileSync(image, random.bytes(imageBlocks * 4096));
  const yard = await openYard({ dataDirectory: data, version: 'test', log: () => undefined });
  const client = createRouterClient(yard.router, { context: {} });
  const { taskId } = await client.system.initialize({ kind: 'empty', requestId: requestIdOf('initialize') });
  await client.tasks.wait({ id: taskId });
  await yard.close();

  const story = new KillStory();
  for (let kill = 0; kill < killCount; kill += 1) {
    await runAndKill(random, story);
    await expectStory(story, random, kill === killCount - 1);
    story.pending = null;
  }
});
