import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Meta, type MetaTx, type Table } from '../../../electron/meta/meta.ts';

let folder: string;
let meta: Meta;
let table: Table<number, { name: string }>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-meta-'));
  meta = Meta.open(folder);
  table = meta.table('things');
});

afterEach(async () => {
  await meta.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the metadata store', () => {
  it('changes all or nothing', () => {
    const applied: string[] = [];
    expect(() =>
      meta.transaction((tx) => {
        table.put(tx, 1, { name: 'one' });
        tx.onCommit(() => applied.push('one'));
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(table.get(1)).toBeUndefined();
    expect(applied).toEqual([]);
    meta.transaction((tx) => {
      table.put(tx, 1, { name: 'one' });
      tx.onCommit(() => applied.push(table.get(1)?.name ?? ''));
    });
    expect(applied).toEqual(['one']);
  });

  it('lets nothing be written outside a transaction, or inside another one', () => {
    let kept: MetaTx | null = null;
    meta.transaction((tx) => {
      kept = tx;
      expect(() => meta.transaction(() => undefined)).toThrow('do not nest');
    });
    expect(() => {
      if (kept) table.put(kept, 1, { name: 'late' });
    }).toThrow('has ended');
  });

  it('shows a snapshot as it was, over turns of the event loop and later transactions', async () => {
    meta.transaction((tx) => {
      for (let key = 0; key < 10; key += 1) table.put(tx, key, { name: `old ${key}` });
    });
    const snapshot = meta.snapshot();
    meta.transaction((tx) => {
      table.put(tx, 3, { name: 'new' });
      table.remove(tx, 4);
    });
    await nextTurn();
    await nextTurn();
    expect(table.get(3)).toEqual({ name: 'new' });
    expect(table.getAt(snapshot, 3)).toEqual({ name: 'old 3' });
    expect([...table.entriesAt(snapshot, { start: 2, limit: 4 })].map(({ key }) => key)).toEqual([2, 3, 4, 5]);
    snapshot.release();
    expect([...table.entries()].map(({ key }) => key)).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
  });

  it('refuses a store of a newer version', async () => {
    const system = meta.table<string, number>('system');
    meta.transaction((tx) => system.put(tx, 'formatVersion', 99));
    await meta.close();
    expect(() => Meta.open(folder)).toThrow('format 99');
  });
});
