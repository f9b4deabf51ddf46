import { describe, expect, it } from 'vitest';
import { arrayProfiles } from '../../../electron/offload/device/profiles.ts';
import { arrayProfileIdSchema } from '../../../shared/model/offload.ts';
import { mechanismWords, profileWords, wayWords } from '../../../shared/offloadWords.ts';

describe('the words of hardware acceleration', () => {
  it('are those of the field', () => {
    expect(Object.values(mechanismWords)).toEqual(['Imported', 'Created empty', 'File clone', 'Full Copy (XCOPY)', 'Full copy in the array', 'Software data mover']);
  });
  it('call arrays as they call themselves', () => {
    for (const id of arrayProfileIdSchema.options) expect(profileWords[id]).toBe(arrayProfiles[id].name);
  });
  it('call a way by the primitive that is asked for', () => {
    expect(wayWords('zero', { mechanism: 'fullCopy', primitive: 'blockZero' })).toBe('Block Zero (WRITE SAME)');
    expect(wayWords('delete', { mechanism: 'fullCopy', primitive: 'unmap' })).toBe('Space reclamation (UNMAP)');
    expect(wayWords('snapshot', { mechanism: 'fileClone', primitive: 'nasFastFileClone' })).toBe('NAS Fast File Clone');
  });
  it('tell what is done where none is', () => {
    const byHost = { mechanism: 'hostCopy', primitive: null } as const;
    expect(wayWords('clone', byHost)).toBe('Software data mover');
    expect(wayWords('zero', byHost)).toBe('Host writes zeros');
    expect(wayWords('delete', byHost)).toBe('Files removed without UNMAP');
    expect(wayWords('snapshot', byHost)).toBe('Redo log kept by the host');
    expect(wayWords('delete', { mechanism: 'fullCopy', primitive: null })).toBe('Files removed by the filer');
  });
});
