import { expect, it } from 'vitest';
import { draftOf, newDraft, problemsOf, settingsOf } from '../../../../renderer/features/alarms/alarmDraft.ts';
import { alarmDefinitionSchema } from '../../../../shared/model/alarm.ts';

it('says what is wrong with what was typed, and nothing when it is right', () => {
  const draft = { ...newDraft(null), name: ' Mine ' };
  expect(problemsOf(draft)).toEqual({});
  expect(problemsOf({ ...draft, name: ' ' }).name).toBe('Give it a name.');
  expect(problemsOf({ ...draft, name: 'x'.repeat(81) }).name).toContain('80');
  expect(problemsOf({ ...draft, criticalAt: 75 }).thresholds).toContain('above');
  expect(problemsOf({ ...draft, warningAt: Number.NaN, criticalAt: Number.NaN }).thresholds).toContain('at least one');
  // A condition without a figure has no thresholds, whatever is left in the fields.
  expect(problemsOf({ ...draft, metric: 'guestsPaused' })).toEqual({});
});

it('gives back what it was made from', () => {
  const definition = alarmDefinitionSchema.parse({ id: 'alarm-3', name: 'Host', description: 'd', metric: 'hostMoverBusy', scopeId: 'host-1', warningAt: null, criticalAt: 90, isEnabled: false });
  const { id: _id, ...settings } = definition;
  expect(settingsOf(draftOf(definition), 'd')).toEqual(settings);
});
