import { describe, expect, test } from 'vitest';
import { changeDevice, newDeviceRecord, noteOutcome, primitiveStates, type DeviceRecord } from '../../../../electron/offload/device/deviceRecords.ts';
import { isPartial } from '../../../../electron/offload/device/supportStatus.ts';
import { arrayProfiles, type DatastoreType } from '../../../../electron/offload/device/profiles.ts';
import { Fault } from '../../../../shared/faults.ts';
import { volumeIdSchema } from '../../../../shared/ids.ts';
import { primitiveSchema, type AccelerationStatus, type ArrayProfileId } from '../../../../shared/model/offload.ts';
import { mibBytes } from '../../../../shared/units.ts';

const volumeId = volumeIdSchema.parse(7);

function recordOf(type: DatastoreType, profile: ArrayProfileId): DeviceRecord {
  return changeDevice(newDeviceRecord(volumeId, type), { profile });
}

/** `+fullCopy` is a success, `-fullCopy` a failure. */
function after(type: DatastoreType, profile: ArrayProfileId, outcomes: string): AccelerationStatus {
  let record = recordOf(type, profile);
  for (const [index, text] of outcomes.split(' ').filter(Boolean).entries()) {
    record = noteOutcome(record, { primitive: primitiveSchema.parse(text.slice(1)), hasSucceeded: text.startsWith('+') }, 'reason', index);
  }
  return record.status;
}

describe('support status', () => {
  test.each<[DatastoreType, ArrayProfileId, string, AccelerationStatus]>([
    ['VMFS', 'blockFull', '', 'unknown'],
    ['VMFS', 'blockFull', '+fullCopy', 'supported'],
    ['VMFS', 'blockFull', '+blockZero', 'supported'],
    ['VMFS', 'blockFull', '+unmap', 'supported'],
    ['VMFS', 'blockFull', '-fullCopy', 'notSupported'],
    ['VMFS', 'blockFull', '+fullCopy -fullCopy', 'notSupported'],
    ['VMFS', 'blockFull', '-fullCopy +fullCopy', 'supported'],
    // A lock is no offload.
    ['VMFS', 'blockFull', '+ats', 'unknown'],
    ['VMFS', 'blockFull', '+fullCopy -ats', 'supported'],
    ['VMFS', 'blockFull', '-thinProvisioningStun', 'unknown'],
    ['VMFS', 'blockCopy', '+fullCopy', 'supported'],
    ['VMFS', 'misbehaving', '-fullCopy', 'notSupported'],
    ['VMFS', 'blockPartial', '+blockZero', 'unknown'],
    ['VMFS', 'blockPartial', '-fullCopy', 'unknown'],
    ['VMFS', 'blockPartial', '+blockZero -fullCopy -unmap', 'unknown'],
    ['VMFS', 'plain', '', 'unknown'],
    ['VMFS', 'plain', '-fullCopy', 'notSupported'],
    ['NFS', 'nasFiler', '', 'unknown'],
    ['NFS', 'nasFiler', '+nasFastFileClone', 'supported'],
    ['NFS', 'nasFiler', '+nasExtendedStatistics', 'supported'],
    ['NFS', 'nasFiler', '-nasFullFileClone', 'unknown'],
    ['NFS', 'nasFiler', '-nasFullFileClone +nasReserveSpace', 'supported'],
    ['NFS', 'nasFiler', '+nasReserveSpace -nasFullFileClone', 'supported'],
    ['NFS', 'plain', '-nasFullFileClone', 'notSupported'],
  ])('of %s on %s after "%s" is %s', (type, profile, outcomes, status) => {
    expect(after(type, profile, outcomes)).toBe(status);
  });

  test('only one profile counts as partial', () => {
    expect(Object.values(arrayProfiles).filter(isPartial).map(({ id }) => id)).toEqual(['blockPartial']);
  });

  test('of each primitive follows its last use, with reason and time', () => {
    let record = recordOf('VMFS', 'blockPartial');
    expect(primitiveStates(record).map(({ primitive, isOffered, status }) => [primitive, isOffered, status])).toEqual([
      ['fullCopy', false, 'unknown'], ['blockZero', true, 'unknown'], ['ats', true, 'unknown'], ['unmap', false, 'unknown'], ['thinProvisioningStun', false, 'unknown'],
    ]);
    record = noteOutcome(record, { primitive: 'fullCopy', hasSucceeded: false }, 'The array does not have it.', 11);
    record = noteOutcome(record, { primitive: 'blockZero', hasSucceeded: false }, 'It timed out.', 12);
    record = noteOutcome(record, { primitive: 'blockZero', hasSucceeded: true }, 'Done.', 13);
    const states = primitiveStates(record);
    expect(states.find(({ primitive }) => primitive === 'fullCopy')).toEqual({ primitive: 'fullCopy', isOffered: false, status: 'notSupported', lastReason: 'The array does not have it.', atMs: 11 });
    expect(states.find(({ primitive }) => primitive === 'blockZero')).toEqual({ primitive: 'blockZero', isOffered: true, status: 'supported', lastReason: 'Done.', atMs: 13 });
    expect(states).toHaveLength(5);
    expect(primitiveStates(recordOf('NFS', 'plain')).map(({ primitive }) => primitive)).toEqual(['nasFullFileClone', 'nasFastFileClone', 'nasReserveSpace', 'nasExtendedStatistics']);
  });
});

describe('changes of a device', () => {
  test('a new profile begins unknown and trusted; the same one changes nothing', () => {
    const used: DeviceRecord = { ...noteOutcome(recordOf('VMFS', 'blockFull'), { primitive: 'fullCopy', hasSucceeded: true }, 'Done.', 1), distrust: { sinceMs: 2, reason: 'It lied.' } };
    expect(changeDevice(used, { profile: 'blockFull', switches: { isMoveOn: false } })).toEqual({ ...used, switches: { isMoveOn: false, isInitOn: true, isLockingOn: true } });
    expect(changeDevice(used, { profile: 'blockCopy' })).toEqual(recordOf('VMFS', 'blockCopy'));
  });

  test('refuse what the type does not have', () => {
    const vmfs = newDeviceRecord(volumeId, 'VMFS');
    const nfs = newDeviceRecord(volumeId, 'NFS');
    expect(vmfs.fileBlockBytes).toBe(mibBytes);
    for (const size of [1, 2, 4, 8]) expect(changeDevice(vmfs, { fileBlockBytes: size * mibBytes }).fileBlockBytes).toBe(size * mibBytes);
    for (const change of [{ fileBlockBytes: 3 * mibBytes }, { fileBlockBytes: 0 }, { profile: 'nasFiler' as const }]) expect(() => changeDevice(vmfs, change)).toThrow(Fault);
    for (const change of [{ fileBlockBytes: mibBytes }, { profile: 'blockFull' as const }]) expect(() => changeDevice(nfs, change)).toThrow(Fault);
    expect(changeDevice(nfs, { profile: 'plain' }).profile).toBe('plain');
  });
});
