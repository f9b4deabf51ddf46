import { describe, expect, it } from 'vitest';
import { changesOf, draftOf, newDraft, problemsOf, settingsOf, sizeLimitWords } from '../../../../renderer/features/volumes/volumeDraft.ts';
import { gibBytes, tibBytes } from '../../../../shared/units.ts';
import { volumeRow } from '../stores/volumeRows.ts';

describe('the draft of a volume', () => {
  it('keeps every setting to the byte', () => {
    const volume = volumeRow(1, { sizeBytes: 100 * gibBytes + 1, guarantee: 'volume', autogrow: { maximumBytes: tibBytes, atPercent: 90, incrementBytes: 10 * gibBytes }, nearlyFullPercent: 60, fullPercent: 70 });
    const { sizeBytes, guarantee, autogrow, nearlyFullPercent, fullPercent } = volume;
    expect(settingsOf(draftOf(volume))).toEqual({ sizeBytes, guarantee, autogrow, nearlyFullPercent, fullPercent });
    const byTwentieths = { maximumBytes: tibBytes, atPercent: 90 };
    expect(settingsOf(draftOf({ ...volume, autogrow: byTwentieths })).autogrow).toEqual(byTwentieths);
  });
  it('changes nothing but what was changed in it', () => {
    const opened = draftOf(volumeRow(1, { sizeBytes: 100 * gibBytes, autogrow: { maximumBytes: tibBytes, atPercent: 90 } }));
    expect(changesOf(opened, { ...opened })).toEqual({});
    expect(changesOf(opened, { ...opened, nearlyFullPercent: 50 })).toEqual({ nearlyFullPercent: 50 });
    expect(changesOf(opened, { ...opened, fullPercent: 99 })).toEqual({ fullPercent: 99 });
    expect(changesOf(opened, { ...opened, sizeText: '200 GiB', guarantee: 'volume' })).toEqual({ sizeBytes: 200 * gibBytes, guarantee: 'volume' });
    expect(changesOf(opened, { ...opened, growAtPercent: 80 })).toEqual({ autogrow: { maximumBytes: tibBytes, atPercent: 80 } });
    expect(changesOf(opened, { ...opened, isGrowing: false })).toEqual({ autogrow: null });
  });
  it('tells between which sizes a volume can be resized', () => {
    const volume = volumeRow(1, { physicalBytes: 2 * gibBytes, reservedBytes: gibBytes, isExact: true });
    expect(sizeLimitWords(volume, null)).toContain('It holds and reserves 3 GiB and cannot become smaller than that.');
    expect(sizeLimitWords({ ...volume, isExact: false }, null)).toContain('at most 3 GiB; count exactly');
    const aggregate = { quotaBytes: tibBytes, physicalBytes: 0, committedBytes: tibBytes - gibBytes, isExact: true, needsExactPass: false };
    expect(sizeLimitWords(volume, aggregate)).toContain('The aggregate has 1 GiB left.');
  });
  it('finds nothing wrong with the proposal for a new one', () => {
    expect(problemsOf(newDraft, 0)).toEqual({});
  });
  it('says which field is wrong and why', () => {
    expect(problemsOf({ ...newDraft, sizeText: 'big' }, 0).sizeText).toContain('for example');
    expect(problemsOf({ ...newDraft, sizeText: '1 GiB' }, 2 * gibBytes).sizeText).toContain('holds 2 GiB');
    expect(problemsOf({ ...newDraft, isGrowing: true, maximumText: '1 GiB' }, 0).maximumText).toContain('at least as large');
    expect(problemsOf({ ...newDraft, maximumText: '1 GiB' }, 0)).toEqual({});
    expect(problemsOf({ ...newDraft, isGrowing: true, incrementText: '100 B' }, 0).incrementText).toContain('leave it empty');
    expect(problemsOf({ ...newDraft, isGrowing: true, incrementText: ' ' }, 0)).toEqual({});
    expect(problemsOf({ ...newDraft, nearlyFullPercent: 90, fullPercent: 80 }, 0).fullPercent).toContain('nearly full');
    expect(problemsOf({ ...newDraft, fullPercent: Number.NaN }, 0).fullPercent).toContain('1 to 100');
  });
});
