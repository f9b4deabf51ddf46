import { describe, expect, it } from 'vitest';
import { draftOf, newDraft, problemsOf, settingsOf } from '../../../../renderer/features/volumes/volumeDraft.ts';
import { gibBytes, tibBytes } from '../../../../shared/units.ts';
import { volumeRow } from '../stores/volumeRows.ts';

describe('the draft of a volume', () => {
  it('keeps every setting to the byte', () => {
    const volume = volumeRow(1, { sizeBytes: 100 * gibBytes + 1, guarantee: 'volume', autogrow: { maximumBytes: tibBytes, atPercent: 90 }, nearlyFullPercent: 60, fullPercent: 70 });
    const { sizeBytes, guarantee, autogrow, nearlyFullPercent, fullPercent } = volume;
    expect(settingsOf(draftOf(volume))).toEqual({ sizeBytes, guarantee, autogrow, nearlyFullPercent, fullPercent });
  });
  it('finds nothing wrong with the proposal for a new one', () => {
    expect(problemsOf(newDraft, 0)).toEqual({});
  });
  it('says which field is wrong and why', () => {
    expect(problemsOf({ ...newDraft, sizeText: 'big' }, 0).sizeText).toContain('for example');
    expect(problemsOf({ ...newDraft, sizeText: '1 GiB' }, 2 * gibBytes).sizeText).toContain('holds 2 GiB');
    expect(problemsOf({ ...newDraft, isGrowing: true, maximumText: '1 GiB' }, 0).maximumText).toContain('at least as large');
    expect(problemsOf({ ...newDraft, maximumText: '1 GiB' }, 0)).toEqual({});
    expect(problemsOf({ ...newDraft, nearlyFullPercent: 90, fullPercent: 80 }, 0).fullPercent).toContain('nearly full');
    expect(problemsOf({ ...newDraft, fullPercent: Number.NaN }, 0).fullPercent).toContain('1 to 100');
  });
});
