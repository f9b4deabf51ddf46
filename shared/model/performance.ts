/**
 * What is measured over time: counters of objects, the intervals in which they are kept, and the charts in which people look at them.
 *
 * Intervals are those of vCenter ("vSphere Monitoring and Performance", data collection intervals and their retention): 20 s for an hour,
 * then averages over 5 minutes for a day, 30 minutes for a week, 2 hours for a month and a day for a year.
 */
import * as z from 'zod';
import { objectIdSchema } from '../ids.ts';
import type { ContainerKind } from './inventory.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;

export interface PerformanceLevel {
  readonly id: 'realTime' | 'day' | 'week' | 'month' | 'year';
  readonly label: string;
  /** How long one point is. Each is a whole number of those before it. */
  readonly stepMs: number;
  readonly keptMs: number;
}

/** From the finest to the coarsest. */
export const performanceLevels = [
  { id: 'realTime', label: 'Real time', stepMs: 20_000, keptMs: 60 * minuteMs },
  { id: 'day', label: 'Last day', stepMs: 5 * minuteMs, keptMs: dayMs },
  { id: 'week', label: 'Last week', stepMs: 30 * minuteMs, keptMs: 7 * dayMs },
  { id: 'month', label: 'Last month', stepMs: 120 * minuteMs, keptMs: 30 * dayMs },
  { id: 'year', label: 'Last year', stepMs: dayMs, keptMs: 365 * dayMs },
] as const satisfies readonly PerformanceLevel[];

export const sampleMs = performanceLevels[0].stepMs;

export const performanceUnitSchema = z.enum(['percent', 'bytes', 'bytesPerSecond', 'perSecond', 'count']);
export type PerformanceUnit = z.infer<typeof performanceUnitSchema>;

interface CounterFacts {
  /** How it is stored; never given to another counter. */
  readonly code: number;
  readonly label: string;
  readonly unit: PerformanceUnit;
  readonly description: string;
}

const bytesPerSecond = 'bytesPerSecond' as const;

const counters = {
  'mover.busy': { code: 1, label: 'Data mover busy', unit: 'percent', description: 'Time in which the software data mover was at work, of the clock; of several hosts, the average of all of them.' },
  'network.read': { code: 2, label: 'Read', unit: bytesPerSecond, description: 'What data movers of hosts read over the storage network.' },
  'network.written': { code: 3, label: 'Written', unit: bytesPerSecond, description: 'What data movers of hosts wrote over the storage network.' },
  'datastore.read': { code: 4, label: 'Read by hosts', unit: bytesPerSecond, description: 'What hosts read from the datastore themselves.' },
  'datastore.written': { code: 5, label: 'Written by hosts', unit: bytesPerSecond, description: 'What hosts wrote to the datastore themselves.' },
  'offload.copied': { code: 6, label: 'Copied by the array', unit: bytesPerSecond, description: 'Ranges of blocks that the array copied or shared on the command of a host.' },
  'offload.zeroed': { code: 7, label: 'Zeroed by the array', unit: bytesPerSecond, description: 'Ranges that the array zeroed on the command of a host.' },
  'offload.unmapped': { code: 8, label: 'Given back', unit: bytesPerSecond, description: 'Ranges that hosts told the array they need no more.' },
  'commands.copy': { code: 9, label: 'Copy', unit: 'perSecond', description: 'Copy commands (XCOPY) that the array carried out.' },
  'commands.nas': { code: 10, label: 'NAS clone and space', unit: 'perSecond', description: 'File clones, space reservations and space queries that the plug-in carried out.' },
  'commands.zero': { code: 11, label: 'Zero', unit: 'perSecond', description: 'Zero commands (WRITE SAME) that the array carried out.' },
  'commands.unmap': { code: 12, label: 'Unmap', unit: 'perSecond', description: 'Unmap commands that the array carried out.' },
  'commands.lock': { code: 13, label: 'Lock', unit: 'perSecond', description: 'Atomic locks (ATS) and reservations taken on the datastore.' },
  'commands.failed': { code: 14, label: 'Failed', unit: 'perSecond', description: 'Commands of any kind that the array refused or that failed.' },
  'space.stored': { code: 15, label: 'Stored', unit: 'bytes', description: 'Distinct stored blocks, snapshots included. At most, until the exact pass has run.' },
  'space.free': { code: 16, label: 'Free', unit: 'bytes', description: 'What is left of the size of the volume.' },
  'space.capacity': { code: 17, label: 'Capacity', unit: 'bytes', description: 'The size of the volume.' },
  'space.provisioned': { code: 18, label: 'Provisioned', unit: 'bytes', description: 'Sum of the sizes of all virtual disks as their guests see them.' },
  'space.logical': { code: 19, label: 'Without sharing', unit: 'bytes', description: 'What full copies of all virtual disks would take.' },
  'space.savedByClones': { code: 20, label: 'Saved by clones', unit: 'bytes', description: 'What sharing between clones saves. At least, until the exact pass has run.' },
  'space.savedByDedupe': { code: 21, label: 'Saved by dedupe', unit: 'bytes', description: 'What dedupe saves. At least, until the exact pass has run.' },
  'space.snapshots': { code: 22, label: 'Only in snapshots', unit: 'bytes', description: 'What only snapshots of the volume hold. At least, until the exact pass has run.' },
  'array.read': { code: 23, label: 'Read', unit: bytesPerSecond, description: 'What the array read from its disks.' },
  'array.written': { code: 24, label: 'Written', unit: bytesPerSecond, description: 'What the array wrote to its disks.' },
  'array.stored': { code: 25, label: 'Stored', unit: 'bytes', description: 'Distinct stored blocks of all volumes. At most, until the exact pass has run.' },
  'array.committed': { code: 26, label: 'Promised', unit: 'bytes', description: 'What is stored, and what guarantees and reservations have promised on top.' },
  'machines.count': { code: 27, label: 'Virtual machines and templates', unit: 'count', description: 'How many are registered there.' },
  'vm.unique': { code: 28, label: 'Unique', unit: 'bytes', description: 'Blocks that nothing but this machine with its snapshots holds. At least, until the exact pass has run.' },
  'vm.shared': { code: 29, label: 'Shared', unit: 'bytes', description: 'Blocks of its disks that others hold as well.' },
} as const satisfies Record<string, CounterFacts>;

export type CounterId = keyof typeof counters;
export const performanceCounters: Readonly<Record<CounterId, CounterFacts>> = counters;
export const counterIdSchema = z.enum(counterIds());

function counterIds(): [CounterId, ...CounterId[]] {
  const isId = (id: string): id is CounterId => id in counters;
  return ['mover.busy', ...Object.keys(counters).filter((id) => isId(id)).filter((id) => id !== 'mover.busy')];
}

/** What is counted up, rather than read at a moment: it has a total, and its figures are rates. */
export function isAmount(id: CounterId): boolean {
  const { unit } = performanceCounters[id];
  return unit === 'percent' || unit === 'bytesPerSecond' || unit === 'perSecond';
}

/** A total of percents would be an amount of time, which nobody asked for. */
export function hasTotal(id: CounterId): boolean {
  return isAmount(id) && performanceCounters[id].unit !== 'percent';
}

/** What an amount per millisecond is multiplied by to be in the unit of the counter. */
export function rateFactor(id: CounterId): number {
  return performanceCounters[id].unit === 'percent' ? 100 : 1_000;
}

export interface PerformanceChart {
  readonly id: string;
  readonly label: string;
  /** All in one unit. */
  readonly counters: readonly CounterId[];
}

const charts = {
  mover: { id: 'mover', label: 'CPU: data mover', counters: ['mover.busy'] },
  network: { id: 'network', label: 'Storage network', counters: ['network.read', 'network.written'] },
  machines: { id: 'machines', label: 'Virtual machines', counters: ['machines.count'] },
  // Of thin volumes the capacity is far beyond what is stored, so that in one chart nothing of that would be seen.
  space: { id: 'space', label: 'Space used', counters: ['space.stored', 'space.snapshots'] },
  capacity: { id: 'capacity', label: 'Capacity', counters: ['space.free', 'space.provisioned', 'space.capacity'] },
  savings: { id: 'savings', label: 'Savings', counters: ['space.logical', 'space.savedByClones', 'space.savedByDedupe'] },
  hostIo: { id: 'hostIo', label: 'Host reads and writes', counters: ['datastore.read', 'datastore.written'] },
  offloaded: { id: 'offloaded', label: 'Done by the array', counters: ['offload.copied', 'offload.zeroed', 'offload.unmapped'] },
  commands: { id: 'commands', label: 'Commands', counters: ['commands.copy', 'commands.nas', 'commands.zero', 'commands.unmap'] },
  locks: { id: 'locks', label: 'Locks and failures', counters: ['commands.lock', 'commands.failed'] },
  arrayIo: { id: 'arrayIo', label: 'Array: back end', counters: ['array.read', 'array.written'] },
  arraySpace: { id: 'arraySpace', label: 'Array: space', counters: ['array.stored', 'array.committed'] },
  vmSpace: { id: 'vmSpace', label: 'Space', counters: ['vm.unique', 'vm.shared'] },
} as const satisfies Record<string, PerformanceChart>;

const deviceCharts = [charts.space, charts.capacity, charts.savings, charts.hostIo, charts.offloaded, charts.commands, charts.locks] as const;

/** The charts of each kind of object, the one that is shown first ahead; none where nothing is measured. */
export const chartsOfKind: Readonly<Record<ContainerKind | 'vm', readonly PerformanceChart[]>> = {
  vcenter: [charts.arraySpace, charts.arrayIo, charts.mover, charts.network, ...deviceCharts, charts.machines],
  datacenter: [charts.mover, charts.network, ...deviceCharts, charts.machines],
  cluster: [charts.mover, charts.network, charts.machines],
  host: [charts.mover, charts.network, charts.machines],
  datastore: deviceCharts,
  vm: [charts.vmSpace],
  folder: [],
  network: [],
};

export const performanceChartSchema = z.object({
  id: z.string(),
  label: z.string(),
  counters: z.array(z.object({ id: counterIdSchema, label: z.string(), unit: performanceUnitSchema, description: z.string() })),
});

const figure = z.number().nullable();

/** One counter over time. In the unit of the counter, not rounded; null where nothing was recorded, as while the yard was closed. */
export const counterSeriesSchema = z.object({
  counter: counterIdSchema,
  average: z.array(figure),
  minimum: z.array(figure),
  maximum: z.array(figure),
  /** Over the whole time. `total` is what the rates add up to, in bytes or commands; null for what is no amount. */
  summary: z.object({ latest: figure, minimum: figure, average: figure, maximum: figure, total: figure }),
});
export type CounterSeries = z.infer<typeof counterSeriesSchema>;

export const performanceSeriesSchema = z.object({
  objectId: objectIdSchema,
  /** How long one point is. The first may be shorter, and one that is still under way ends now. */
  stepMs: z.number().int().positive(),
  /** When the first point begins. */
  startMs: z.number().int(),
  /** When each point ends, oldest first and without gaps. */
  endsMs: z.array(z.number().int()),
  series: z.array(counterSeriesSchema),
  /** When anything of it is recorded next; null while nothing is, as in a yard that is open for one command only. */
  nextAtMs: z.number().int().nullable(),
});
export type PerformanceSeries = z.infer<typeof performanceSeriesSchema>;
