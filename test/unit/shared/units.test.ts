import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { blocksFor, formatBytes, formatCount, formatDuration, formatPercent, formatRate, gibBytes, mibBytes, setUnitSystem, tibBytes } from '../../../shared/units.ts';

describe('sizes', () => {
  it('are spelled in binary units with three digits', () => {
    expect([0, 1, 1023, 1024, 1536, 10 * mibBytes, 1.475 * gibBytes, 999 * gibBytes, 4 * tibBytes].map(formatBytes)).toEqual([
      '0 B', '1 B', '1023 B', '1 KiB', '1.5 KiB', '10 MiB', '1.48 GiB', '999 GiB', '4 TiB',
    ]);
    expect(formatBytes(-mibBytes)).toBe('−1 MiB');
    expect(formatRate(412.3 * mibBytes)).toBe('412 MiB/s');
  });

  it('go on with the next unit at 1024', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1024, max: 2 ** 52 }), (sizeBytes) => {
        const text = formatBytes(sizeBytes);
        expect(text).toMatch(/^\d+(\.\d{1,2})? [KMGTP]iB$/);
        expect(Number.parseFloat(text)).toBeLessThan(1024);
        expect(text.split(' ')[0]?.replace('.', '').length).toBeLessThanOrEqual(4);
      }),
    );
  });

  it('are spelled in decimal units where that was decided', () => {
    setUnitSystem('decimal');
    expect([0, 999, 1000, 1500, 10 * 1000 ** 2, gibBytes, 999.4e9, 999.6e9, 4e12].map(formatBytes)).toEqual([
      '0 B', '999 B', '1 kB', '1.5 kB', '10 MB', '1.07 GB', '999 GB', '1 TB', '4 TB',
    ]);
    expect(formatBytes(-1e6)).toBe('−1 MB');
    expect(formatRate(412.3e6)).toBe('412 MB/s');
  });
  afterEach(() => setUnitSystem('binary'));

  it('count with separators', () => {
    expect([0, 999, 1000, 10_000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '10,000', '1,234,567']);
  });

  it('take whole blocks', () => {
    expect([0, 1, 4096, 4097].map(blocksFor)).toEqual([0, 1, 1, 2]);
  });
});

describe('shares of a whole', () => {
  it('are never rounded to all or nothing', () => {
    expect([[0, 10], [1, 100_000], [1, 300], [93, 1000], [1, 2], [997, 1000], [99_999, 100_000], [10, 10], [0, 0]].map(([part, whole]) => formatPercent(part ?? 0, whole ?? 0))).toEqual([
      '0 %', '< 0.1 %', '0.3 %', '9.3 %', '50 %', '99.7 %', '> 99.9 %', '100 %', '0 %',
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 12 }), fc.integer({ min: 1, max: 10 ** 12 }), (part, rest) => {
        expect(['0 %', '0.0 %', '100 %', '100.0 %']).not.toContain(formatPercent(part, part + rest));
      }),
    );
  });
});

describe('durations', () => {
  it('use the units people would', () => {
    expect([0, 412, 999, 1_400, 12_300, 60_000, 200_000, 3_600_000, 7_500_000].map(formatDuration)).toEqual([
      '0 ms', '412 ms', '1.0 s', '1.4 s', '12 s', '1 min', '3 min 20 s', '1 h', '2 h 5 min',
    ]);
  });
});
