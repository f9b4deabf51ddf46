import { describe, expect, test } from 'vitest';
import { arrayProfiles, defaultProfile, profileById, profilesOfType } from '../../../../electron/offload/device/profiles.ts';
import { arrayProfileIdSchema } from '../../../../shared/model/offload.ts';

describe('array profiles', () => {
  test('carry their own id, and are known by it', () => {
    for (const id of arrayProfileIdSchema.options) expect(profileById(id).id).toBe(id);
    expect(Object.keys(arrayProfiles).sort()).toEqual([...arrayProfileIdSchema.options].sort());
  });

  test('fit behind datastores of their type; storage without acceleration fits behind both', () => {
    expect(profilesOfType('NFS').map(({ id }) => id)).toEqual(['nasFiler', 'plain']);
    expect(profilesOfType('VMFS').map(({ id }) => id)).toEqual(['blockFull', 'blockCopy', 'blockPartial', 'plain', 'misbehaving']);
    expect(defaultProfile('NFS').id).toBe('nasFiler');
    expect(defaultProfile('VMFS').id).toBe('blockFull');
  });

  test('offer primitives of their own kind only', () => {
    for (const { primitives, type } of Object.values(arrayProfiles)) {
      for (const primitive of primitives) expect(primitive.startsWith('nas')).toBe(type === 'NFS');
    }
  });

  test('stand for arrays of their own', () => {
    const names = Object.values(arrayProfiles).map(({ arrayName }) => arrayName);
    expect(new Set(names).size).toBe(names.length);
  });
});
