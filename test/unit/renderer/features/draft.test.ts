import { describe, expect, it } from 'vitest';
import { collisionsOf, nextFreeNumber, patternProblem, previewNames, specOf, type CloneDraft } from '../../../../renderer/features/rapidClone/draft.ts';
import { cloneSpecSchema, type ClonePlan } from '../../../../shared/model/clonePlan.ts';
import { objectId } from '../stores/rows.ts';

const draft: CloneDraft = {
  sourceId: objectId('vm-3'), count: 100, pattern: 'vdi-{n:03}', startNumber: 1, computeId: null, folderId: null, datastoreId: null, powerOn: false, policy: 'same', diskFormat: null,
};

describe('specOf', () => {
  it('makes a spec that the contract takes', () => {
    expect(cloneSpecSchema.safeParse(specOf(draft)).success).toBe(true);
    expect(specOf(draft)).not.toHaveProperty('diskFormat');
    expect(cloneSpecSchema.parse(specOf({ ...draft, diskFormat: 'thin' })).diskFormat).toBe('thin');
  });
  it('makes none while something is missing or wrong', () => {
    for (const change of [
      { sourceId: null }, { count: Number.NaN }, { count: 0 }, { count: 10_001 }, { count: 1.5 },
      { startNumber: Number.NaN }, { startNumber: -1 }, { pattern: '' }, { pattern: '{n}{n}' }, { pattern: 'a/b-{n}' },
    ]) {
      expect(specOf({ ...draft, ...change }), JSON.stringify(change)).toBeNull();
    }
  });
});

describe('names', () => {
  it('previews the first few and the last', () => {
    expect(previewNames(draft)).toEqual({ first: ['vdi-001', 'vdi-002', 'vdi-003'], last: 'vdi-100' });
    expect(previewNames({ ...draft, count: 2 })).toEqual({ first: ['vdi-001', 'vdi-002'], last: null });
  });
  it('judges the length by the longest name', () => {
    const pattern = `${'x'.repeat(78)}{n}`;
    expect(patternProblem({ ...draft, pattern, count: 99 })).toBe('');
    expect(patternProblem({ ...draft, pattern, count: 100 })).toContain('80 characters');
  });
  it('proposes the number after the highest that is in use, and none when the pattern is new', () => {
    const names = ['vdi-001', 'VDI-017', 'vdi-9x', 'other-99', 'vdi-'];
    expect(nextFreeNumber('vdi-{n:03}', names)).toBe(18);
    expect(nextFreeNumber('web-{n}', names)).toBeNull();
    expect(nextFreeNumber('{n}-{n}', names)).toBeNull();
  });
});

describe('collisionsOf', () => {
  const plan = (refusals: ClonePlan['refusals']): ClonePlan => {
    const spec = specOf(draft);
    if (spec === null) throw new Error('no spec');
    const capacity = { provisionedBytes: 0, physicalBytes: 0, freeBytes: 0 };
    const datastore = { id: objectId('datastore-1'), name: 'ds', capacityBytes: 0, before: capacity, after: capacity, neededBytes: 0 };
    return {
      spec, source: { id: spec.sourceId, name: 'base', sizeBytes: 0, logicalBytes: 0 }, datastore, datastores: [datastore],
      folderName: '', computeName: '', clones: [], mechanisms: [], routes: [], bytesToCopy: 0, neededBytes: 0, worstCaseBytes: 0, estimate: null, warnings: [], refusals,
    };
  };
  it('finds them by their code, never by their text', () => {
    expect(collisionsOf(plan([{ code: 'InsufficientStorageSpace', message: 'The names exist.' }]))).toBeNull();
    expect(collisionsOf(plan([{ code: 'DuplicateName', message: 'm', names: ['vdi-001'] }]))).toEqual({ names: ['vdi-001'], message: 'm' });
  });
});
