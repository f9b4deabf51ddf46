/** Performance through the doors of a yard. */
import { afterEach, expect, it } from 'vitest';
import { counterIdSchema, performanceCounters, type CounterId } from '../../../shared/model/performance.ts';
import { YardBench, type TestYard } from '../../fixtures/yard.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

const dayMs = 86_400_000;
async function lastDay({ client }: TestYard, kind: 'datastore' | 'vcenter', counters: CounterId[]) {
  const object = (await client.inventory.containers()).find((container) => container.kind === kind);
  if (!object) throw new Error(`There is no ${kind}.`);
  const toMs = Date.now();
  return client.performance.series({ objectId: object.id, counters, fromMs: toMs - dayMs, toMs, maxPoints: 400 });
}

it('keeps over a restart what was recorded, and what was done before it was closed', async () => {
  const yard = await bench.openSetUp();
  await bench.close(yard);
  const again = await bench.open(yard.directory);
  const { series, endsMs } = await lastDay(again, 'datastore', ['space.capacity', 'space.stored']);
  const [datastore] = (await again.client.inventory.containers()).filter((container) => container.kind === 'datastore');
  expect(series[0]?.summary.latest).toBe(datastore?.kind === 'datastore' ? datastore.space.capacityBytes : null);
  expect(series.every(({ average }) => average.length === endsMs.length)).toBe(true);
  expect(yard.logged.concat(again.logged)).toEqual([]);
});

it('says what is measured of each kind of object, each counter in its unit', async () => {
  const yard = await bench.openSetUp({ kind: 'memory' });
  const seen = new Set<CounterId>();
  for (const container of await yard.client.inventory.containers()) {
    const charts = await yard.client.performance.counters({ objectId: container.id });
    expect(charts.length > 0, container.kind).toBe(container.kind !== 'folder' && container.kind !== 'network');
    for (const { counters } of charts) {
      // All lines of a chart have one axis.
      expect(new Set(counters.map(({ unit }) => unit)).size).toBe(1);
      for (const { id, label } of counters) {
        expect(label).toBe(performanceCounters[id].label);
        seen.add(id);
      }
    }
  }
  expect(counterIdSchema.options.filter((id) => !seen.has(id))).toEqual(['vm.unique', 'vm.shared']);
  // How counters are stored never changes its meaning.
  expect(new Set(counterIdSchema.options.map((id) => performanceCounters[id].code)).size).toBe(counterIdSchema.options.length);
});

it('tells by the stream when figures are recorded next, until the yard is closed', async () => {
  const yard = await bench.openSetUp({ kind: 'memory' });
  const stream = await yard.client.performance.watch();
  const first = await stream.next();
  if (first.done) throw new Error('The stream has told nothing.');
  const waitMs = (first.value.nextAtMs ?? 0) - Date.now();
  expect(waitMs).toBeGreaterThan(-1_000);
  expect(waitMs).toBeLessThanOrEqual(20_000);
  await bench.close(yard);
  for (let next = await stream.next(); ; next = await stream.next()) if (next.done) break;
});

it('records nothing by the clock in a yard that is open for one command', async () => {
  const yard = await bench.openSetUp({ kind: 'memory', runsSchedules: false });
  const stream = await yard.client.performance.watch();
  expect((await stream.next()).value).toMatchObject({ recordedAtMs: null, nextAtMs: null });
  await stream.return?.();
});
