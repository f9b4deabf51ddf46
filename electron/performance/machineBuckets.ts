/** The figures of a machine as buckets, slot by slot, out of the steps in which they are kept. */
import type { ObjectId } from '../../shared/ids.ts';
import { sampleMs } from '../../shared/model/performance.ts';
import { vmNumberOf, type VmRecord } from '../inventory/records.ts';
import type { Bucket, Figure } from './buckets.ts';
import { machineFigures } from './readings.ts';
import type { PerformanceRooms } from './rooms.ts';
import { sampleSlotsOf, slotAt, slotOver, type LevelNumber } from './slots.ts';
import { summarize, type StepRow } from './steps.ts';

const counterOf = ['vm.unique', 'vm.shared'] as const;

/** @param isRecorded whether the yard was open in a slot: elsewhere nothing is known, even of what cannot have changed */
export function machineBuckets(
  rooms: PerformanceRooms,
  vm: VmRecord,
  { level, firstSlot, endSlot, nowMs }: { readonly level: LevelNumber; readonly firstSlot: number; readonly endSlot: number; readonly nowMs: number },
  isRecorded: (slot: number) => boolean,
): (Bucket | null)[] {
  const number = vmNumberOf(vm.id);
  const rowAt = (slot: number): StepRow | null => rooms.machines.get(level, slot, number);
  const rows = Array.from({ length: endSlot - firstSlot }, (_, index) => rowAt(firstSlot + index));
  const lastSampleSlot = Math.floor(nowMs / sampleMs);
  const createdSlot = slotAt(level, vm.createdAtMs);
  let held = heldBefore(rooms, vm, rowAt, { rows, level, firstSlot, endSlot, nowMs });
  return rows.map((row, index) => {
    const slot = firstSlot + index;
    const begin = slot * sampleSlotsOf(level);
    const before = held;
    if (row) held = row.steps.map(({ last }) => last);
    if (slot < createdSlot || !isRecorded(slot)) return null;
    if (row) return bucketOfRow(row, begin, Math.min(begin + sampleSlotsOf(level), Math.max(lastSampleSlot, row.lastSlot + 1)));
    return before && constantBucket(before, Math.max(1, Math.min(begin + sampleSlotsOf(level), lastSampleSlot) - begin));
  });
}

interface Window {
  readonly rows: readonly (StepRow | null)[];
  readonly level: LevelNumber;
  readonly firstSlot: number;
  readonly endSlot: number;
  readonly nowMs: number;
}

/** What the figures were ahead of the first slot: the first change after it tells. Null: not known. */
function heldBefore(rooms: PerformanceRooms, vm: VmRecord, rowAt: (slot: number) => StepRow | null, { rows, level, firstSlot, endSlot, nowMs }: Window): readonly number[] | null {
  const inside = rows.find((row) => row !== null);
  if (inside) return figuresBefore(inside);
  const last = rooms.machines.last(vmNumberOf(vm.id));
  // Without a change since there is a record, it is now what it was then.
  if (!last) return machineFigures(rooms.array, vm);
  if (slotOver(level, last.slot) < firstSlot) return last.values;
  for (let slot = endSlot; slot <= slotAt(level, nowMs) + 1; slot += 1) {
    const row = rowAt(slot);
    if (row) return figuresBefore(row);
  }
  return null;
}

function figuresBefore({ steps }: StepRow): readonly number[] | null {
  const known = steps.flatMap(({ before }) => (before === null ? [] : [before]));
  return known.length === steps.length ? known : null;
}

function bucketOfRow(row: StepRow, bucketFirstSlot: number, endSlot: number): Bucket {
  const summaries = counterOf.map((_, index) => summarize(row, index, bucketFirstSlot, endSlot));
  const samples = summaries[0]?.slots ?? 1;
  return {
    samples,
    coveredMs: samples * sampleMs,
    figures: new Map(counterOf.flatMap((id, index): [(typeof counterOf)[number], Figure][] => {
      const summary = summaries[index];
      return summary ? [[id, { sum: summary.sum, min: summary.min, max: summary.max, samples: summary.slots, coveredMs: summary.slots * sampleMs }]] : [];
    })),
  };
}

function constantBucket(values: readonly number[], samples: number): Bucket {
  const figures = new Map(counterOf.map((id, index): [(typeof counterOf)[number], Figure] => {
    const value = values[index] ?? 0;
    return [id, { sum: value * samples, min: value, max: value, samples, coveredMs: samples * sampleMs }];
  }));
  return { samples, coveredMs: samples * sampleMs, figures };
}

/** Notices a record that is behind, as after a crash between a change and the interval that was to record it. */
export function mendRecord(rooms: PerformanceRooms, id: ObjectId): void {
  const vm = rooms.inventory.findVm(id);
  const last = vm && rooms.machines.last(vmNumberOf(id));
  if (!vm || !last) return;
  const present = machineFigures(rooms.array, vm);
  if (last.values.some((value, index) => value !== present[index])) rooms.recorder.lookAt(id);
}
