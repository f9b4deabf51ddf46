/** What the dialog of an alarm definition holds, and what is wrong with it. Pure. */
import type { ObjectId } from '../../../shared/ids.ts';
import { alarmMetrics, alarmNameLimitChars, alarmProblem, type AlarmDefinition, type AlarmMetric, type AlarmSettings } from '../../../shared/model/alarm.ts';
import { say } from '../../strings/say.ts';

export interface AlarmDraft {
  readonly name: string;
  readonly metric: AlarmMetric;
  readonly scopeId: ObjectId | null;
  /** NaN: never that colour. */
  readonly warningAt: number;
  readonly criticalAt: number;
  readonly isEnabled: boolean;
}

export const newDraft = (scopeId: ObjectId | null): AlarmDraft => ({ name: '', metric: 'datastoreUsage', scopeId, warningAt: 75, criticalAt: 85, isEnabled: true });

export function draftOf({ name, metric, scopeId, warningAt, criticalAt, isEnabled }: AlarmDefinition): AlarmDraft {
  return { name, metric, scopeId, warningAt: warningAt ?? Number.NaN, criticalAt: criticalAt ?? Number.NaN, isEnabled };
}

export function hasThresholds({ metric }: Pick<AlarmDraft, 'metric'>): boolean {
  return alarmMetrics[metric].unit !== 'state';
}

export function settingsOf(draft: AlarmDraft, description: string): AlarmSettings {
  const threshold = (value: number): number | null => (Number.isNaN(value) || !hasThresholds(draft) ? null : value);
  const { metric, scopeId, isEnabled } = draft;
  return { name: draft.name.trim(), description, metric, scopeId, warningAt: threshold(draft.warningAt), criticalAt: threshold(draft.criticalAt), isEnabled };
}

export function problemsOf(draft: AlarmDraft): { name?: string; thresholds?: string } {
  const name = draft.name.trim();
  const thresholds = alarmProblem(settingsOf(draft, ''));
  return {
    ...(name === '' ? { name: say('alarms.nameMissing') } : name.length > alarmNameLimitChars ? { name: say('alarms.nameTooLong', { limit: alarmNameLimitChars }) } : {}),
    ...(thresholds === null ? {} : { thresholds }),
  };
}
