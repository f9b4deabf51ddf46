/** Alarms: what is watched, from which figure on it is yellow or red, and what is triggered now. */
import * as z from 'zod';
import { objectIdSchema } from '../ids.ts';

export const alarmIdSchema = z.string().regex(/^alarm-\d+$/).brand<'AlarmId'>();
export type AlarmId = z.infer<typeof alarmIdSchema>;

export const alarmMetricSchema = z.enum([
  'datastoreUsage',
  'datastoreProvisioned',
  'hostMoverBusy',
  'hostMemoryPromised',
  'volumeFill',
  'exactPassOverdue',
  'deviceDistrusted',
  'dedupeFailed',
  'guestsPaused',
]);
export type AlarmMetric = z.infer<typeof alarmMetricSchema>;

/** The mover's share of time is averaged over as long as vCenter's alarm of a host's processor waits. */
export const moverWindowMs = 300_000;

interface MetricFacts {
  readonly label: string;
  /** What exactly is looked at. */
  readonly meaning: string;
  readonly objectKind: 'datastore' | 'host';
  /** `state`: it has no thresholds, the condition itself is yellow or red. */
  readonly unit: 'percent' | 'hours' | 'state';
}

export const alarmMetrics: Readonly<Record<AlarmMetric, MetricFacts>> = {
  datastoreUsage: { label: 'Datastore usage', meaning: 'Space stored and reserved, of the capacity of the datastore. Measured.', objectKind: 'datastore', unit: 'percent' },
  datastoreProvisioned: { label: 'Datastore over-commitment', meaning: 'Sizes of all virtual disks together, of the capacity of the datastore. Measured.', objectKind: 'datastore', unit: 'percent' },
  hostMoverBusy: { label: 'Host data mover busy', meaning: 'Time in which the data mover of the host was copying or zeroing, of the last 5 minutes. Measured; nothing else of a processor is simulated.', objectKind: 'host', unit: 'percent' },
  hostMemoryPromised: { label: 'Host memory promised', meaning: 'Memory configured for virtual machines that are powered on, of the memory of the host. Configuration, not a measurement: guests are simulated.', objectKind: 'host', unit: 'percent' },
  volumeFill: { label: 'Volume nearly full', meaning: 'The volume has reached its own threshold: nearly full is yellow, full is red. The thresholds are those of the volume.', objectKind: 'datastore', unit: 'state' },
  exactPassOverdue: { label: 'Exact pass overdue', meaning: 'Time since the space figures of the datastore ceased to be exact; the exact pass makes them so.', objectKind: 'datastore', unit: 'hours' },
  deviceDistrusted: { label: 'Array is distrusted', meaning: 'The array said that it had done what it had not, and is not asked any more until it is trusted again. Red.', objectKind: 'datastore', unit: 'state' },
  dedupeFailed: { label: 'Dedupe has failed', meaning: 'The last run of dedupe on the volume ended with a fault. Yellow.', objectKind: 'datastore', unit: 'state' },
  guestsPaused: { label: 'Guests paused for want of space', meaning: 'Virtual machines wait for space on the datastore. Red.', objectKind: 'datastore', unit: 'state' },
};

export const alarmNameLimitChars = 80;
const threshold = z.number().positive().max(100_000);

/** What people set. Thresholds are percent or hours by the metric; null: never that colour. */
export const alarmSettingsSchema = z.object({
  name: z.string().trim().min(1).max(alarmNameLimitChars),
  description: z.string().max(500),
  metric: alarmMetricSchema,
  /** Only for objects in this one, or this one alone; null: everywhere. */
  scopeId: objectIdSchema.nullable(),
  warningAt: threshold.nullable(),
  criticalAt: threshold.nullable(),
  isEnabled: z.boolean(),
});
export type AlarmSettings = z.infer<typeof alarmSettingsSchema>;

export const alarmDefinitionSchema = alarmSettingsSchema.extend({ id: alarmIdSchema });
export type AlarmDefinition = z.infer<typeof alarmDefinitionSchema>;

export const alarmLevelSchema = z.enum(['green', 'yellow', 'red']);
export type AlarmLevel = z.infer<typeof alarmLevelSchema>;

/** An alarm that is yellow or red for one object. */
export const triggeredAlarmSchema = z.object({
  alarmId: alarmIdSchema,
  alarmName: z.string(),
  target: z.object({ id: objectIdSchema, name: z.string() }),
  level: z.enum(['yellow', 'red']),
  /** Since when it has this colour. */
  sinceMs: z.number().int(),
  /** What was found when it took this colour: "87 % used". */
  text: z.string(),
  acknowledged: z.object({ by: z.string(), atMs: z.number().int() }).nullable(),
});
export type TriggeredAlarm = z.infer<typeof triggeredAlarmSchema>;

/** Why settings make no sense, or null. */
export function alarmProblem({ metric, warningAt, criticalAt }: Pick<AlarmSettings, 'metric' | 'warningAt' | 'criticalAt'>): string | null {
  const { unit } = alarmMetrics[metric];
  if (unit === 'state') return warningAt === null && criticalAt === null ? null : 'This alarm has no thresholds.';
  if (warningAt === null && criticalAt === null) return 'Set at least one threshold.';
  if (warningAt !== null && criticalAt !== null && criticalAt <= warningAt) return 'The threshold for red must be above the one for yellow.';
  return null;
}
