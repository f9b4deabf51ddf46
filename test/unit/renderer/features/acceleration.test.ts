import { describe, expect, it } from 'vitest';
import { timeWindows } from '../../../../renderer/features/acceleration/buckets.ts';
import { formatMibPerSecond, mibPerSecond, shortNumber, summaryOf } from '../../../../renderer/features/acceleration/chartFigures.ts';
import { counterGroups, groupsFor, rateText, totalText } from '../../../../renderer/features/acceleration/counterWords.ts';
import { taskMarks } from '../../../../renderer/features/acceleration/taskMarks.ts';
import { profilesFor, statusLook } from '../../../../renderer/features/parts/offloadWords.ts';
import { accelerationStatusSchema, deviceCountersSchema } from '../../../../shared/model/offload.ts';
import { mibBytes } from '../../../../shared/units.ts';
import { taskRow } from '../stores/rows.ts';

describe('the counters', () => {
  const all = counterGroups.flatMap((group) => group.counters);
  it('are all told, each once', () => {
    expect(all.map(({ id }) => id).toSorted()).toEqual([...deviceCountersSchema.keyof().options].toSorted());
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });
  it('begin with what is about the type of the datastore', () => {
    expect(groupsFor('NFS')[0]?.title).toBe('NAS operations');
    expect(groupsFor('VMFS').map(({ title }) => title).at(-1)).toBe('NAS operations');
    expect(groupsFor('NFS')).toHaveLength(counterGroups.length);
  });
  it('are told in commands or in bytes', () => {
    const [commands, bytes] = ['CLONE_RD', 'MBC_RD/s'].map((name) => all.find((counter) => counter.name === name));
    if (commands === undefined || bytes === undefined) throw new Error('Both are there.');
    expect([totalText(commands, 1_200), rateText(commands, 3)]).toEqual(['1,200', '3/s']);
    expect([totalText(bytes, 3 * mibBytes), rateText(bytes, mibBytes)]).toEqual(['3 MiB', '1 MiB/s']);
  });
});

describe('the figures of charts', () => {
  it('become rates', () => {
    expect(mibPerSecond([null, 10 * mibBytes], 5_000)).toEqual([null, 2]);
  });
  it.each([[0, '0'], [0.001, '< 0.01'], [0.42, '0.42'], [7.5, '7.5'], [12.04, '12'], [1_480, '1,480']])('spell %f as %s', (value, text) => {
    expect(shortNumber(value)).toBe(text);
  });
  it('are summed up in a sentence', () => {
    const read = { label: 'Read', tone: 'a', values: [null, 0, 4] } as const;
    expect(summaryOf([read, { ...read, label: 'Written', values: [null, 0, 0] }], timeWindows[0], formatMibPerSecond)).toBe(
      'In the last minute. Read: 2 MiB/s on average, 4 MiB/s at most. Written: nothing.',
    );
    expect(summaryOf([{ ...read, values: [null] }], timeWindows[2], formatMibPerSecond)).toBe('Nothing is known yet of the last hour.');
  });
});

describe('taskMarks', () => {
  it('marks what ran meanwhile, and lets what runs last until now', () => {
    const ended = taskRow(1, { startedAtMs: 10, completedAtMs: 20 });
    const running = taskRow(2, { startedAtMs: 50, completedAtMs: null });
    const waiting = taskRow(3, { startedAtMs: null, completedAtMs: null });
    const after = taskRow(4, { startedAtMs: 150, completedAtMs: null });
    expect(taskMarks([after, waiting, running, ended], 0, 100).map(({ id, fromMs, toMs }) => [id, fromMs, toMs])).toEqual([['task-1', 10, 20], ['task-2', 50, 100]]);
    expect(taskMarks([ended], 30, 100)).toEqual([]);
  });
});

describe('the words', () => {
  it('are those of the field', () => {
    expect(accelerationStatusSchema.options.map((status) => statusLook(status).text)).toEqual(['Unknown', 'Supported', 'Not supported']);
  });
  it('offer arrays by the type of the datastore', () => {
    expect(profilesFor('NFS')).toEqual(['nasFiler', 'plain']);
    expect(profilesFor('VMFS')).toEqual(['blockFull', 'blockCopy', 'blockPartial', 'plain', 'misbehaving']);
  });
});
