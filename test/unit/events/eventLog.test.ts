import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventLog } from '../../../electron/events/eventLog.ts';
import { eventOf, packEvents, unpackNewestFirst, type EventDraft } from '../../../electron/events/eventGroups.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import { objectIdSchema } from '../../../shared/ids.ts';
import { createRandom, testSeed } from '../../sim/random.ts';

let folder: string;
let meta: Meta;
let nowMs = Date.parse('2026-01-01T00:00:00Z');
const bound = { days: 30, count: 200 };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-events-'));
  meta = Meta.open(folder);
});
afterEach(async () => {
  await meta.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (): EventLog => new EventLog({ meta, bound, now: () => nowMs });
const draft = (number: number): EventDraft => ({ type: 'VmClonedEvent', id: objectIdSchema.parse(`vm-${number}`), name: `vm number ${number}`, text: 'tpl' });
const keysOf = (log: EventLog): number[] => log.before(log.newestKey + 1, 10_000).flatMap(({ key, value }) => Array.from(unpackNewestFirst(key, value), (event) => event.key));

describe('the log of events', () => {
  it('records nothing of a transaction that fails', () => {
    const log = open();
    expect(() => meta.transaction((tx) => {
      log.add(tx, draft(1));
      throw new Error('stop');
    })).toThrow('stop');
    expect(log.count).toBe(0);
    meta.transaction((tx) => log.add(tx, draft(2)));
    expect([log.count, log.newestKey]).toEqual([1, 1]);
  });

  it('drops whole records beyond the number that is kept, and never less is left', async () => {
    const log = open();
    for (let number = 0; number < 60; number += 1) meta.transaction((tx) => log.add(tx, ...Array.from({ length: 10 }, (_, at) => draft(number * 10 + at))));
    expect(log.count).toBeGreaterThanOrEqual(bound.count);
    expect(log.count).toBeLessThan(bound.count + 10);
    expect(log.newestKey).toBe(600);
    expect(keysOf(log)).toHaveLength(log.count);
    expect(await log.problems()).toEqual([]);
  });

  it('finds a gap between its keys', async () => {
    const log = open();
    for (const number of [1, 2, 3]) meta.transaction((tx) => log.add(tx, draft(number)));
    expect(await log.problems()).toEqual([]);
    meta.transaction((tx) => meta.table<number, unknown>('events').remove(tx, 2));
    expect(await log.problems()).toEqual(['After the event 1 comes the event 3.']);
    meta.transaction((tx) => meta.table<number, unknown>('events').remove(tx, 3));
    expect(await log.problems()).toEqual(['The newest event is 1 and should be 3.']);
  });

  it('drops what is too old with the next event', () => {
    const log = open();
    meta.transaction((tx) => log.add(tx, draft(1)));
    nowMs += 31 * 86_400_000;
    meta.transaction((tx) => log.add(tx, draft(2)));
    expect(keysOf(log)).toEqual([2]);
    expect(open().oldestAtMs).toBe(nowMs);
  });

  it('goes on with its keys when it is opened again', () => {
    meta.transaction((tx) => open().add(tx, draft(1), draft(2)));
    const again = open();
    expect(again.newestKey).toBe(2);
    meta.transaction((tx) => again.add(tx, draft(3)));
    expect(keysOf(again)).toEqual([3, 2, 1]);
  });
});

describe('records of events', () => {
  it('give back what was put in, and stay below the size from which they cost a page', () => {
    const random = createRandom(testSeed('Records of events'));
    for (let round = 0; round < 40; round += 1) {
      const drafts = Array.from({ length: 1 + random.below(300) }, (_, at): EventDraft => ({
        type: random.below(4) === 0 ? 'VmRemovedEvent' : 'VmClonedEvent',
        id: random.below(5) === 0 ? null : objectIdSchema.parse(`vm-${at}`),
        name: 'ä'.repeat(1 + random.below(80)),
        places: [objectIdSchema.parse(`host-${random.below(3)}`)],
        text: `text ${random.below(random.below(2) === 0 ? 3 : 300)}`,
      }));
      const groups = packEvents(drafts, { atMs: 5, taskNumber: 7, initiator: 'Administrator' });
      for (const group of groups) expect(Buffer.byteLength(JSON.stringify(group))).toBeLessThan(2_600);
      const back = groups.flatMap((group) => [...unpackNewestFirst(1, group)].toReversed().map((packed) => ({ ...packed, event: eventOf(group, packed) })));
      expect(back.map(({ id, name, places, text, event }) => ({ type: event.type, id, name, places, text }))).toEqual(drafts);
      expect(back.every(({ event }) => event.chainId === 'task-7' && event.initiator === 'Administrator')).toBe(true);
    }
  });
});
