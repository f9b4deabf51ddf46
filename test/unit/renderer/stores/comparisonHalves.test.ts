import { describe, expect, it } from 'vitest';
import { advanceHalves, noHalves } from '../../../../renderer/stores/comparisonHalves.ts';
import { comparisonHalves } from '../../../../shared/comparison.ts';

const inHost = { state: 'running', detail: `${comparisonHalves.host}: clone 1 of 3` } as const;
const inOffload = { state: 'running', detail: `${comparisonHalves.offload}: clone 1 of 3` } as const;

describe('the halves of a comparison', () => {
  it('begin and end with what the task says', () => {
    const first = advanceHalves(noHalves, inHost, 10, 100);
    expect(first).toEqual({ host: { fromMs: 10, toMs: null, physicalBytesBefore: 100, takenBytes: 0 }, offload: null });
    const between = advanceHalves(first, { state: 'running', detail: 'Removing the copies' }, 20, 300);
    expect(between.host).toEqual({ fromMs: 10, toMs: 20, physicalBytesBefore: 100, takenBytes: 0 });
    const second = advanceHalves(between, inOffload, 30, 100);
    expect(second).toEqual({ host: between.host, offload: { fromMs: 30, toMs: null, physicalBytesBefore: 100, takenBytes: 0 } });
    expect(advanceHalves(second, { state: 'success', detail: inOffload.detail }, 40, null).offload?.toMs).toBe(40);
  });
  it('remember the most that was stored while they lasted', () => {
    const steps = [[inHost, 100], [inHost, 350], [inHost, 300], [{ state: 'running', detail: 'Removing the copies' }, 900]] as const;
    const { host } = steps.reduce((halves, [task, physicalBytes]) => advanceHalves(halves, task, 10, physicalBytes), noHalves);
    expect(host?.takenBytes).toBe(250);
  });
  it('follow each other at once when what lies between was not seen', () => {
    const first = advanceHalves(noHalves, inHost, 10, null);
    expect(advanceHalves(first, inOffload, 20, null)).toMatchObject({ host: { toMs: 20 }, offload: { fromMs: 20 } });
  });
  it('stay the same object while nothing changes, and nothing is made of a task that has ended', () => {
    const first = advanceHalves(noHalves, inHost, 10, null);
    expect(advanceHalves(first, { ...inHost, detail: `${comparisonHalves.host}: clone 2 of 3` }, 20, null)).toBe(first);
    expect(advanceHalves(noHalves, { state: 'queued', detail: inHost.detail }, 5, null)).toBe(noHalves);
    expect(advanceHalves(noHalves, { state: 'error', detail: inHost.detail }, 5, null)).toBe(noHalves);
  });
});
