import { describe, expect, it } from 'vitest';
import { countProblem, estimateOf, finishedOf, hostCopyBytes, sourceProblem, sourcesOf, specOf } from '../../../../renderer/features/compare/compareDraft.ts';
import { comparisonHeadline, ratioText } from '../../../../renderer/features/compare/comparisonWords.ts';
import { comparisonSpecSchema } from '../../../../shared/model/offload.ts';
import { gibBytes, mibBytes } from '../../../../shared/units.ts';
import { objectId, taskRow, vmRow } from '../stores/rows.ts';
import { comparisonOf, refused } from './decisions.ts';

const draft = { sourceId: objectId('vm-1'), count: 3, hardwareProfile: 'nfs10' } as const;

describe('what is asked for', () => {
  it('makes a spec that the contract takes, and none while something is missing or wrong', () => {
    expect(comparisonSpecSchema.safeParse(specOf(draft)).success).toBe(true);
    for (const change of [{ sourceId: null }, { count: Number.NaN }, { count: 0 }, { count: 1_001 }, { count: 1.5 }]) {
      expect(specOf({ ...draft, ...change }), JSON.stringify(change)).toBeNull();
    }
    expect(countProblem(1_000)).toBe('');
    expect(countProblem(1_001)).toContain('1,000');
  });
  it('takes templates and powered-off machines only', () => {
    expect(sourceProblem(vmRow(1, { isTemplate: true }))).toBe('');
    expect(sourceProblem(vmRow(1))).toBe('');
    expect(sourceProblem(vmRow(1, { powerState: 'poweredOn' }))).toContain('vm-1 is powered on');
    expect(sourceProblem(undefined)).not.toBe('');
  });
  it('lists templates by name behind the machine it was opened for', () => {
    const vms = [vmRow(10, { isTemplate: true, name: 'gold-10' }), vmRow(9, { isTemplate: true, name: 'gold-9' }), vmRow(1), vmRow(2)];
    expect(sourcesOf(vms, vmRow(2)).map(({ name }) => name)).toEqual(['vm-2', 'gold-9', 'gold-10']);
    expect(sourcesOf(vms, vms[0]).map(({ name }) => name)).toEqual(['gold-9', 'gold-10']);
  });
});

describe('what it will take', () => {
  it('is the data of every copy of the host', () => {
    const vm = vmRow(1);
    expect(hostCopyBytes({ space: { ...vm.space, logicalBytes: 100, provisionedBytes: 1_000 } }, 4)).toBe(400);
  });
  it('is told by the rate of the newest comparison that moved something, or not at all', () => {
    expect(estimateOf(gibBytes, [])).toBeNull();
    expect(estimateOf(gibBytes, [comparisonOf({}, {})])).toBeNull();
    const known = comparisonOf({ networkWriteBytes: 100 * mibBytes, elapsedMs: 500 }, {});
    expect(estimateOf(400 * mibBytes, [comparisonOf({}, {}), known])).toEqual({ durationMs: 2_000, bytesPerSecond: 200 * mibBytes });
  });
});

describe('what it came to', () => {
  it('is taken from the tasks that have a result', () => {
    const comparison = comparisonOf({}, {});
    const ended = taskRow(2, { kind: 'compareOffload', state: 'success', result: { kind: 'compareOffload', comparison } });
    expect(finishedOf([taskRow(3, { kind: 'compareOffload' }), ended, taskRow(1)])).toEqual([{ task: ended, comparison }]);
  });
  it('is one sentence with the ratio', () => {
    const host = { elapsedMs: 4_000, networkReadBytes: gibBytes, networkWriteBytes: gibBytes };
    expect(comparisonHeadline(comparisonOf(host, { elapsedMs: 20 }))).toBe(
      '3 clones: 20 ms by file clone with 0 B over the storage network; 4.0 s through the host, 200 times as long, with 2 GiB.',
    );
  });
  it('says so when offloading was slower, and when nothing was offloaded', () => {
    expect(comparisonHeadline(comparisonOf({ elapsedMs: 10 }, { elapsedMs: 15 }, undefined, 1))).toContain('1 clone: 15 ms by file clone with 0 B over the storage network; 10 ms through the host with 0 B. Offloading took 1.5 times as long.');
    expect(comparisonHeadline(comparisonOf({ elapsedMs: 10 }, { elapsedMs: 12 }, refused))).toBe('3 clones: nothing was offloaded, so both sides went through the host, in 10 ms and 12 ms.');
  });
  it('rounds ratios no further than they are read', () => {
    expect([ratioText(1.44), ratioText(2), ratioText(340.4)]).toEqual(['1.4', '2', '340']);
  });
});
