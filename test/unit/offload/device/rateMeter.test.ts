import { describe, expect, test } from 'vitest';
import { zeroCounters } from '../../../../electron/offload/device/counters.ts';
import { RateMeter } from '../../../../electron/offload/device/rateMeter.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';

describe('rates', () => {
  test('are zero while nothing happens, and zero again five seconds after it did', () => {
    const meter = new RateMeter();
    expect(meter.rates(0)).toEqual({ ...zeroCounters(), atMs: 0 });
    meter.add(10_000, { hostReadBytes: 5_000 });
    expect(meter.rates(10_400).hostReadBytes).toBeGreaterThan(0);
    expect(meter.rates(14_999).hostReadBytes).toBe(1_000);
    expect(meter.rates(15_000).hostReadBytes).toBe(0);
  });

  test('of a steady stream are what it is, after five seconds and from then on', () => {
    const meter = new RateMeter();
    for (let atMs = 0; atMs < 20_000; atMs += 10) {
      meter.add(atMs, { cloneRead: 1, cloneReadBytes: 40_000 });
      if (atMs % 1_000 !== 990 || atMs < 5_000) continue;
      const { cloneRead, cloneReadBytes } = meter.rates(atMs + 10);
      expect(cloneRead).toBe(100);
      expect(cloneReadBytes).toBe(4_000_000);
    }
  });

  test('begin anew after a reset and when the clock was set back by far', () => {
    const meter = new RateMeter();
    meter.add(60_000, { zero: 500 });
    meter.clear();
    expect(meter.rates(60_100).zero).toBe(0);
    meter.add(60_200, { zero: 500 });
    meter.add(1_000, { zero: 5 });
    expect(meter.rates(1_499).zero).toBe(1);
  });

  test('are the sum of the last slots over their length, whatever happened before', () => {
    const random = createRandom(testSeed('rates'));
    const meter = new RateMeter();
    const events: { atMs: number; bytes: number }[] = [];
    let nowMs = 1_000_000;
    for (let i = 0; i < 500; i += 1) {
      nowMs += random.chance(0.05) ? random.below(20_000) : random.below(300);
      const event = { atMs: nowMs, bytes: random.below(1_000_000) };
      events.push(event);
      meter.add(event.atMs, { hostWriteBytes: event.bytes });
      const askedMs = nowMs + random.below(1_000);
      const firstMs = (Math.floor(askedMs / 500) - 9) * 500;
      const sum = events.filter(({ atMs }) => atMs >= firstMs).reduce((total, { bytes }) => total + bytes, 0);
      expect(meter.rates(askedMs).hostWriteBytes).toBe(Math.round(sum / ((askedMs - firstMs) / 1_000)));
      nowMs = askedMs;
    }
  });
});
