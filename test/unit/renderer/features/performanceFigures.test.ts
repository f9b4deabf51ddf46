import { describe, expect, it } from 'vitest';
import { figureText, scaleOf, stepWords, summaryOf, totalText } from '../../../../renderer/features/performance/figureWords.ts';
import { performanceTable } from '../../../../renderer/features/performance/performanceExport.ts';
import { spanChoices, spanLengthOf, spanProblem, spanWords } from '../../../../renderer/features/performance/spans.ts';
import { rangeRuns } from '../../../../renderer/ui/timeRanges.ts';
import { toCsv, toJson } from '../../../../renderer/ui/gridExport.ts';
import { objectIdSchema } from '../../../../shared/ids.ts';
import type { CounterSeries } from '../../../../shared/model/performance.ts';

const read: CounterSeries = {
  counter: 'network.read', average: [null, 0.1 + 0.2, 1_048_576], minimum: [null, 0, 4], maximum: [null, 2, 2_097_152], summary: { latest: 1_048_576, minimum: 0, average: 524_288.15, maximum: 2_097_152, total: 20_971_526 },
};

describe('figures of counters', () => {
  it('spells each in its unit', () => {
    expect([figureText('percent', 12.34), figureText('bytesPerSecond', 1_048_576), figureText('bytes', 0), figureText('perSecond', 0.001), figureText('count', 1_234), figureText('bytes', null)]).toEqual([
      '12.3 %', '1 MiB/s', '0 B', '< 0.01/s', '1,234', '–',
    ]);
    expect([totalText('bytesPerSecond', 1_073_741_824), totalText('perSecond', 12_345), totalText('percent', null)]).toEqual(['1 GiB', '12,345', '–']);
  });

  it('gives all lines of a chart one unit, that of the highest', () => {
    expect(scaleOf('bytesPerSecond', 3 * 1_048_576)).toEqual({ divisor: 1_048_576, unit: 'MiB/s', leastTop: 1 });
    expect(scaleOf('bytes', 0)).toEqual({ divisor: 1, unit: 'B', leastTop: 1 });
    expect(scaleOf('percent', 3)).toEqual({ divisor: 1, unit: '% of the time', leastTop: 100 });
  });

  it('says in a sentence what the chart shows, and when nothing is known', () => {
    expect(summaryOf([read], spanWords('day'))).toBe('In the last day. Read: 512 KiB/s on average, 2 MiB/s at most.');
    const none = { latest: null, minimum: null, average: null, maximum: null, total: null };
    expect(summaryOf([{ ...read, summary: none }], spanWords('day'))).toBe('Nothing was recorded in the last day');
    expect(summaryOf([{ ...read, summary: { ...none, average: 0, maximum: 0 } }], spanWords('realTime'))).toBe('In the last hour. Read: nothing.');
  });

  it('names how long a point is', () => {
    expect([20_000, 60_000, 300_000, 3_600_000, 7_200_000, 86_400_000, 172_800_000].map((ms) => stepWords(ms))).toEqual(['20 seconds', 'a minute', '5 minutes', 'an hour', '2 hours', 'a day', '2 days']);
  });
});

it('exports every point in full, with nothing where nothing is known', () => {
  const series = { objectId: objectIdSchema.parse('host-1'), stepMs: 300_000, startMs: -300_000, endsMs: [0, 300_000, 420_000], series: [read], nextAtMs: null };
  const csv = toCsv(performanceTable(series)).slice(1).split('\r\n');
  expect(csv.slice(0, 3)).toEqual([
    'Until (UTC),Length (s),"Read, average (bytes/s)","Read, minimum (bytes/s)","Read, maximum (bytes/s)"', '1970-01-01T00:00:00.000Z,300,,,', '1970-01-01T00:05:00.000Z,300,0.30000000000000004,0,2',
  ]);
  expect(JSON.parse(toJson(performanceTable(series)))[2]).toEqual({ untilAt: '1970-01-01T00:07:00.000Z', lengthSeconds: 120, 'network.read.average': 1_048_576, 'network.read.minimum': 4, 'network.read.maximum': 2_097_152 });
});

it('offers the times that are kept, and any other that makes sense', () => {
  expect(spanChoices.map(({ label }) => label)).toEqual(['Real time', 'Last day', 'Last week', 'Last month', 'Last year', 'Custom']);
  expect([spanLengthOf('realTime'), spanLengthOf('custom')]).toEqual([3_600_000, null]);
  expect([spanWords('week').nothing, spanWords('custom').nothing]).toEqual(['Nothing was recorded in the last week', 'Nothing was recorded in the chosen time']);
  expect([spanProblem(1, 2), spanProblem(2, 2), spanProblem(null, 2)]).toEqual([null, 'The end has to be later than the beginning.', 'Enter a day and a time.']);
});

it('shades no gap between the lowest and the highest', () => {
  const runs = rangeRuns({ range: { low: [null, 1, 2, null, 3], high: [null, 4, 5, null, 6] } }, [10, 20, 30, 40, 50]);
  expect(runs).toEqual([[{ x: 20, low: 1, high: 4 }, { x: 30, low: 2, high: 5 }], [{ x: 50, low: 3, high: 6 }]]);
});
