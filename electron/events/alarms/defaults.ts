/**
 * The alarms that every yard begins with. Thresholds of datastores and hosts are those of vCenter's own alarms
 * "Datastore usage on disk" (75 and 85 %), "Host CPU usage" and "Host memory usage" (75 and 90 %).
 */
import { alarmMetrics, type AlarmMetric, type AlarmSettings } from '../../../shared/model/alarm.ts';

interface Default {
  readonly metric: AlarmMetric;
  readonly name: string;
  readonly warningAt: number | null;
  readonly criticalAt: number | null;
  readonly isEnabled?: boolean;
}

const defaults: readonly Default[] = [
  { metric: 'datastoreUsage', name: 'Datastore usage on disk', warningAt: 75, criticalAt: 85 },
  // Thin clones are meant to promise more than there is, so this one is for those who want it.
  { metric: 'datastoreProvisioned', name: 'Datastore over-commitment', warningAt: 200, criticalAt: 500, isEnabled: false },
  { metric: 'hostMoverBusy', name: 'Host data mover busy', warningAt: 75, criticalAt: 90 },
  { metric: 'hostMemoryPromised', name: 'Host memory promised', warningAt: 75, criticalAt: 90 },
  { metric: 'volumeFill', name: 'Volume nearly full', warningAt: null, criticalAt: null },
  { metric: 'exactPassOverdue', name: 'Exact pass overdue', warningAt: 24, criticalAt: 72 },
  { metric: 'deviceDistrusted', name: 'Array is distrusted', warningAt: null, criticalAt: null },
  { metric: 'dedupeFailed', name: 'Dedupe has failed', warningAt: null, criticalAt: null },
  { metric: 'guestsPaused', name: 'Guests paused for want of space', warningAt: null, criticalAt: null },
];

export const defaultAlarms: readonly AlarmSettings[] = defaults.map(({ metric, name, warningAt, criticalAt, isEnabled = true }) => ({
  name, description: alarmMetrics[metric].meaning, metric, scopeId: null, warningAt, criticalAt, isEnabled,
}));
