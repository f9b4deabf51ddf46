import { describe, expect, it } from 'vitest';
import { affectedNames } from '../../../../renderer/features/parts/ScrubResult.tsx';
import { resultWords } from '../../../../renderer/features/tasks/resultWords.ts';
import { fileIdSchema, vmSnapshotIdSchema } from '../../../../shared/ids.ts';
import type { DamagedBlock } from '../../../../shared/model/storage.ts';
import { mibBytes } from '../../../../shared/units.ts';
import { objectId } from '../stores/rows.ts';

describe('resultWords', () => {
  it('tells whether a clone shares its blocks or copied them', () => {
    const clone = { kind: 'cloneVm', vmId: objectId('vm-1'), mechanism: 'fileClone', elapsedMs: 12 } as const;
    expect(resultWords({ ...clone, bytesCopied: 0 })).toBe('All blocks shared, in 12 ms');
    expect(resultWords({ ...clone, bytesCopied: 3 * mibBytes })).toBe('3 MiB copied in 12 ms');
  });
  it('names the disks in which machines differ that have several', () => {
    const digests: [string, string] = ['a', 'b'];
    const compared = { kind: 'compareDisks', identical: false, comparedBytes: 3 * mibBytes, contentDigests: digests, firstDifferenceOffset: 5000 } as const;
    const disk = { in: 'both', label: 'Hard disk 1', identical: true, comparedBytes: mibBytes, contentDigests: digests, firstDifferenceOffset: null } as const;
    const other = { ...disk, label: 'Hard disk 2', identical: false, firstDifferenceOffset: 5000 };
    expect(resultWords({ ...compared, identical: true, disks: [disk] })).toBe('Identical: 3 MiB compared');
    expect(resultWords(compared)).toBe('Different, first at byte 5,000');
    expect(resultWords({ ...compared, disks: [disk, other, { in: 'second', label: 'Hard disk 3' }] })).toBe('Different: Hard disk 2, first at byte 5,000; Hard disk 3, which only the second machine has');
  });
  it('tells a machine that was taken back from one that came back', () => {
    const restore = { kind: 'restoreVm', vmId: objectId('vm-1'), vmName: 'web-restored', diskCount: 2, elapsedMs: 12 } as const;
    expect(resultWords({ ...restore, isReturned: false })).toBe('Taken back, 2 disks in 12 ms');
    expect(resultWords({ ...restore, isReturned: true })).toBe('Back as web-restored, 2 disks in 12 ms');
  });
  it('names disks that a machine keeps when it is reverted', () => {
    const revert = { kind: 'revertVm', snapshotId: vmSnapshotIdSchema.parse('snapshot-1'), elapsedMs: 12 } as const;
    expect(resultWords(revert)).toBe('Reverted in 12 ms');
    expect(resultWords({ ...revert, laterDisks: ['Hard disk 2'] })).toBe('Reverted in 12 ms; Hard disk 2, added since, stays as it is');
  });
  it('names what was lost outside the inventory only where there was something', () => {
    const restore = { kind: 'restoreSnapshot', removed: 0, returned: 1 } as const;
    expect(resultWords(restore)).toBe('Restored; 0 machines gone, 1 machine back');
    expect(resultWords({ ...restore, removedUnregistered: 1 })).toBe('Restored; 0 machines gone, 1 machine back, 1 machine that was not in the inventory gone');
    expect(resultWords({ ...restore, removedUnattached: 2, lostDisks: 1, returnedUnattached: 3 })).toBe('Restored; 0 machines gone, 1 machine back, 2 unattached disks gone, 1 disk of other machines gone, 3 disks back unattached');
  });
  it('names what dedupe left alone only where there is something', () => {
    const run = { kind: 'dedupeVolume', scannedBytes: 8 * mibBytes, savedBytes: 2 * mibBytes } as const;
    expect(resultWords({ ...run, overLimitBytes: 0 })).toBe('8 MiB scanned, 2 MiB saved');
    expect(resultWords({ ...run, overLimitBytes: mibBytes })).toBe('8 MiB scanned, 2 MiB saved, 1 MiB left alone at the sharing limit');
  });
  it('tells damage and its repair', () => {
    const scrub = { kind: 'scrub' as const, scannedBytes: 8 * mibBytes, damaged: [], mended: [], unmended: [] };
    expect(resultWords({ ...scrub, damagedCount: 0, repairedCount: 0 })).toBe('8 MiB read, no damage found');
    expect(resultWords({ ...scrub, damagedCount: 1, repairedCount: 1 })).toBe('8 MiB read, 1 damaged block, all repaired');
    expect(resultWords({ ...scrub, damagedCount: 3, repairedCount: 1 })).toBe('8 MiB read, 3 damaged blocks, 1 repaired');
  });
});

describe('affectedNames', () => {
  it('names every machine once and leaves out files that belong to none', () => {
    const holder = (vmName: string | null): DamagedBlock['holders'][number] => ({
      fileId: fileIdSchema.parse(1), vmName, disk: null, volumeName: 'v', snapshotName: null, offsetBytes: 0,
    });
    const block = (...names: (string | null)[]): DamagedBlock => ({ isRepaired: false, holderCount: names.length, holders: names.map(holder) });
    expect(affectedNames([block('web', 'db'), block('db', null)])).toEqual(['web', 'db']);
  });
});
