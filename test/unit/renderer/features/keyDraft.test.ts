import { describe, expect, it } from 'vitest';
import { newKey, readKeyDraft } from '../../../../renderer/features/permissions/keyDraft.ts';

const nowMs = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;
const draft = { ...newKey(nowMs), name: ' Night shift ' };

describe('readKeyDraft', () => {
  it('makes an operator for 30 days of what is offered first, and trims the name', () => {
    expect(readKeyDraft(draft, [], nowMs)).toEqual({ values: { name: 'Night shift', role: 'operator', expiresAtMs: nowMs + 30 * dayMs }, problems: {} });
  });
  it('counts from the moment at which it is asked, not from that at which the dialog was opened', () => {
    expect(readKeyDraft({ ...draft, lifetime: 'day' }, [], nowMs + 5).values?.expiresAtMs).toBe(nowMs + dayMs + 5);
  });
  it('asks for a name that no other key has, whatever its case', () => {
    expect(readKeyDraft({ ...draft, name: ' ' }, [], nowMs)).toEqual({ values: null, problems: { name: 'A name is needed.' } });
    expect(readKeyDraft(draft, [{ name: 'NIGHT SHIFT' }], nowMs)).toEqual({ values: null, problems: { name: 'Another access key has this name.' } });
  });
  it('takes a chosen moment that is still to come, and keys without an end', () => {
    expect(readKeyDraft({ ...draft, lifetime: 'until', untilMs: nowMs + 1 }, [], nowMs).values?.expiresAtMs).toBe(nowMs + 1);
    expect(readKeyDraft({ ...draft, lifetime: 'until', untilMs: nowMs }, [], nowMs)).toEqual({ values: null, problems: { until: 'This moment has passed.' } });
    expect(readKeyDraft({ ...draft, lifetime: 'until', untilMs: null }, [], nowMs)).toEqual({ values: null, problems: { until: 'A day and a time are needed.' } });
    expect(readKeyDraft({ ...draft, lifetime: 'never' }, [], nowMs).values?.expiresAtMs).toBeNull();
  });
});
