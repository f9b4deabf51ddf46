import { describe, expect, test } from 'vitest';
import { arrayProfiles } from '../../../../electron/offload/device/profiles.ts';
import { decideDelete, decideSnapshot, decideZero, offeredFormats } from '../../../../electron/offload/rules/decideLocal.ts';
import { allOn, hostWith, localFacts, machine, place } from './ruleFacts.ts';

const plainVmfs = localFacts('VMFS', { datastore: place('VMFS', 1, { profile: arrayProfiles.plain }) });
const plainNfs = localFacts('NFS', { datastore: place('NFS', 1, { profile: arrayProfiles.plain }) });

describe('zeroing', () => {
  test('on VMFS is Block Zero, and the host writes the zeros where that is switched off', () => {
    expect(decideZero(localFacts('VMFS'))).toMatchObject({ operation: 'zero', isOffloaded: true, firstFailed: null, attempts: [{ primitive: 'blockZero', outcome: 'planned' }] });
    const off = decideZero(localFacts('VMFS', { host: hostWith({ hardwareAcceleratedInit: false }) }));
    expect(off).toMatchObject({ mechanism: 'hostCopy', isOffloaded: false, firstFailed: 'hostSwitch', fixes: [{ action: { kind: 'setHostSwitch', change: { hardwareAcceleratedInit: true } } }] });
    expect(off.reason).toBe('DataMover.HardwareAcceleratedInit is off at "esx-01". The host writes the zeros.');
    expect(decideZero(localFacts('VMFS', { host: hostWith({ hardwareAcceleratedMove: false }) })).isOffloaded).toBe(true);
    expect(decideZero(plainVmfs)).toMatchObject({ isOffloaded: false, firstFailed: 'primitiveOffered' });
    expect(decideZero(localFacts('VMFS', { datastore: place('VMFS', 1, { switches: { ...allOn, isInitOn: false } }) }))).toMatchObject({ firstFailed: 'datastoreSwitch', fixes: [{ action: { kind: 'setDatastoreSwitch', change: { isInitOn: true } } }] });
  });

  test('on NFS needs Reserve Space, without which disks are thin', () => {
    expect(decideZero(localFacts('NFS'))).toMatchObject({ isOffloaded: true, attempts: [{ primitive: 'nasReserveSpace' }] });
    expect(offeredFormats(localFacts('NFS'))).toEqual(['thin', 'lazyZeroedThick', 'eagerZeroedThick']);
    expect(decideZero(plainNfs)).toMatchObject({ isOffloaded: false, firstFailed: 'primitiveOffered', reason: expect.stringContaining('NFS offers thin disks only') });
    expect(offeredFormats(plainNfs)).toEqual(['thin']);
    expect(offeredFormats(localFacts('NFS', { host: hostWith({ isNasPluginInstalled: false }) }))).toEqual(['thin']);
    expect(offeredFormats(plainVmfs)).toEqual(['thin', 'lazyZeroedThick', 'eagerZeroedThick']);
  });
});

describe('deleting', () => {
  test('on VMFS is told by UNMAP, and where it is not the space comes back all the same', () => {
    expect(decideDelete(localFacts('VMFS'))).toMatchObject({ operation: 'delete', isOffloaded: true, attempts: [{ primitive: 'unmap', outcome: 'planned' }] });
    const untold = decideDelete(plainVmfs);
    expect(untold).toMatchObject({ mechanism: 'hostCopy', isOffloaded: false, firstFailed: 'primitiveOffered', attempts: [{ primitive: 'unmap', outcome: 'refused' }, { outcome: 'planned' }] });
    expect(untold.reason).toMatch(/does not offer UNMAP\. This array sees the files go in any case, and the space comes back with the exact pass\.$/);
  });

  test('on NFS needs no command', () => {
    expect(decideDelete(plainNfs)).toMatchObject({ isOffloaded: true, firstFailed: null, fixes: [], attempts: [{ primitive: null, rules: [], outcome: 'planned' }] });
  });
});

describe('a snapshot', () => {
  test('is native on NAS, running or not, and a redo log elsewhere', () => {
    expect(decideSnapshot(localFacts('NFS', { machine: machine({ powerState: 'poweredOn' }) }))).toMatchObject({ operation: 'snapshot', mechanism: 'fileClone', isOffloaded: true, attempts: [{ primitive: 'nasFastFileClone' }] });
    const onBlocks = decideSnapshot(localFacts('VMFS'));
    expect(onBlocks).toMatchObject({ mechanism: 'hostCopy', isOffloaded: false, firstFailed: 'primitiveOffered', reason: expect.stringContaining('redo log, which copies no blocks') });
    expect(onBlocks.attempts[0]?.rules.find(({ id }) => id === 'nasPlugin')?.verdict).toBe('notApplicable');
    expect(decideSnapshot(localFacts('NFS', { host: hostWith({ isNasPluginInstalled: false }) }))).toMatchObject({ isOffloaded: false, firstFailed: 'nasPlugin' });
  });
});
