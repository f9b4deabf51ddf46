/** What is known of an object over time, as charts and files take it. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { SeriesRequest } from '../../shared/contract/performance.ts';
import { chartsOfKind, performanceCounters, type PerformanceChart, type PerformanceSeries } from '../../shared/model/performance.ts';
import type { Bucket } from './buckets.ts';
import { machineBuckets, mendRecord } from './machineBuckets.ts';
import { counterSeries, pointsOf } from './merge.ts';
import type { PerformanceRooms } from './rooms.ts';
import { levelOf, levelReaching, slotAt, type LevelNumber } from './slots.ts';

/** @throws Fault ManagedObjectNotFound */
export function chartsOf({ inventory }: Pick<PerformanceRooms, 'inventory'>, id: ObjectId): readonly PerformanceChart[] {
  if (inventory.findVm(id)) return chartsOfKind.vm;
  const container = inventory.findContainer(id);
  if (!container) throw new Fault('ManagedObjectNotFound', `There is no object ${id}.`);
  return chartsOfKind[container.kind];
}

/** The charts of an object with the facts about their counters. @throws Fault ManagedObjectNotFound */
export function describeCharts(rooms: Pick<PerformanceRooms, 'inventory'>, id: ObjectId) {
  return chartsOf(rooms, id).map((chart) => ({
    id: chart.id,
    label: chart.label,
    counters: chart.counters.map((counter) => {
      const { label, unit, description } = performanceCounters[counter];
      return { id: counter, label, unit, description };
    }),
  }));
}

/** @throws Fault ManagedObjectNotFound; InvalidArgument for a counter that the object does not have and for a time that ends before it begins */
export function readSeries(rooms: PerformanceRooms, { objectId, counters, fromMs, toMs, maxPoints }: SeriesRequest): PerformanceSeries {
  const known = new Set(chartsOf(rooms, objectId).flatMap((chart) => chart.counters));
  const missing = counters.find((counter) => !known.has(counter));
  if (missing !== undefined) throw new Fault('InvalidArgument', `${performanceCounters[missing].label} (${missing}) is not measured of ${objectId}.`);
  if (fromMs >= toMs) throw new Fault('InvalidArgument', 'The time ends before it begins.');
  const { nowMs } = rooms.recorder;
  const level = levelReaching(fromMs, nowMs);
  const { stepMs, keptMs } = levelOf(level);
  const endMs = Math.min(toMs, nowMs);
  const firstSlot = Math.max(slotAt(level, fromMs), slotAt(level, nowMs - keptMs) - 1);
  // Of what is recorded at once there is nothing before it is over; the others fill while their time goes by.
  const endSlot = Math.max(firstSlot, level === 0 ? slotAt(level, endMs) : slotAt(level, endMs - 1) + 1);
  const latest = level > 0 ? latestBucket(rooms, objectId, endMs, nowMs) : null;
  const { slotsPerPoint, points } = pointsOf(bucketsOf(rooms, objectId, { level, firstSlot, endSlot, nowMs }), firstSlot, maxPoints);
  return {
    objectId,
    stepMs: slotsPerPoint * stepMs,
    startMs: firstSlot * stepMs,
    endsMs: points.map((point) => Math.min(point.endSlot * stepMs, nowMs)),
    series: counters.map((counter) => counterSeries(points, counter, latest)),
    nextAtMs: rooms.recorder.nextAtMs,
  };
}

/** The newest sample of the last hour that was over at the end of the time that is asked for: what is latest is not to be an average over hours. */
function latestBucket(rooms: PerformanceRooms, id: ObjectId, endMs: number, nowMs: number): Bucket | null {
  const { keptMs } = levelOf(0);
  const firstSlot = slotAt(0, nowMs - keptMs);
  // A sample that a yard being closed has taken is of the slot that is under way.
  const endSlot = slotAt(0, endMs) + (endMs === nowMs ? 1 : 0);
  return endSlot <= firstSlot ? null : (bucketsOf(rooms, id, { level: 0, firstSlot, endSlot, nowMs }).findLast((bucket) => bucket !== null) ?? null);
}

function bucketsOf(rooms: PerformanceRooms, id: ObjectId, window: { readonly level: LevelNumber; readonly firstSlot: number; readonly endSlot: number; readonly nowMs: number }): (Bucket | null)[] {
  const { level, firstSlot, endSlot } = window;
  const vm = rooms.inventory.findVm(id);
  if (!vm) return Array.from({ length: endSlot - firstSlot }, (_, index) => rooms.containers.get(level, firstSlot + index, id));
  mendRecord(rooms, id);
  // The vCenter is recorded whenever anything is.
  const root = rooms.inventory.containers().find(({ kind }) => kind === 'vcenter');
  return machineBuckets(rooms, vm, window, (slot) => root !== undefined && rooms.containers.get(level, slot, root.id) !== null);
}
