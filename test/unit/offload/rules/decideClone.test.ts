import { describe, expect, test } from 'vitest';
import { arrayProfiles } from '../../../../electron/offload/device/profiles.ts';
import { blockCopyReason, decideClone, decideMigration, fileCloneReason, forHost, fullCopyReason, xcopyReason } from '../../../../electron/offload/rules/decideClone.ts';
import { sharingRoom, splitBySharing } from '../../../../electron/offload/rules/sharingRules.ts';
import { decisionSchema, type Decision } from '../../../../shared/model/offload.ts';
import { gibBytes } from '../../../../shared/units.ts';
import { allOn, cloneFacts, disk, hostWith, machine, place } from './ruleFacts.ts';

const waysOf = (decision: Decision) => decision.attempts.map(({ mechanism, primitive, outcome }) => [mechanism, primitive, outcome]);

describe('NFS to NFS', () => {
  test('on one volume the blocks are shared', () => {
    const decision = decisionSchema.parse(decideClone(cloneFacts('NFS')));
    expect(decision).toMatchObject({ operation: 'clone', mechanism: 'fileClone', isOffloaded: true, reason: fileCloneReason, firstFailed: null, fixes: [] });
    expect(waysOf(decision)).toEqual([['fileClone', 'nasFastFileClone', 'planned']]);
  });

  test('into another volume of the array the array copies, and the trail says what keeps it from sharing', () => {
    const decision = decideClone(cloneFacts('NFS', { target: place('NFS', 2) }));
    expect(decision).toMatchObject({ mechanism: 'fullCopy', isOffloaded: true, reason: fullCopyReason, firstFailed: 'sameVolume', fixes: [{ ruleId: 'sameVolume', text: 'Choose "nfs-1", where the source is, as destination.' }] });
    expect(waysOf(decision)).toEqual([['fileClone', 'nasFastFileClone', 'refused'], ['fullCopy', 'nasFullFileClone', 'planned']]);
  });

  test('to another array the host copies', () => {
    const decision = decideClone(cloneFacts('NFS', { target: place('NFS', 2, { profile: { arrayName: 'Filer B' } }) }));
    expect(decision).toMatchObject({ mechanism: 'hostCopy', isOffloaded: false, firstFailed: 'sameArray', fixes: [{ ruleId: 'sameArray', action: null }] });
    expect(decision.reason).toBe('"nfs-1" is on the array "Filer A" and "nfs-2" on "Filer B"; an array copies only within itself. The host copies every byte.');
    expect(waysOf(decision)).toEqual([['fileClone', 'nasFastFileClone', 'refused'], ['fullCopy', 'nasFullFileClone', 'refused'], ['hostCopy', null, 'planned']]);
  });

  test('a missing plug-in is all that has to be mended where the array could copy', () => {
    const decision = decideClone(cloneFacts('NFS', { host: hostWith({ isNasPluginInstalled: false }), target: place('NFS', 2) }));
    expect(decision).toMatchObject({ mechanism: 'hostCopy', firstFailed: 'nasPlugin' });
    expect(decision.fixes.map(({ ruleId }) => ruleId)).toEqual(['nasPlugin']);
  });

  test('a switch of the host is not asked for what is not its business', () => {
    expect(decideClone(cloneFacts('NFS', { host: hostWith({ hardwareAcceleratedMove: false }) })).mechanism).toBe('fileClone');
  });

  test('everything that has to be done is listed, not only the first', () => {
    const facts = cloneFacts('NFS', { host: hostWith({ isNasPluginInstalled: false }), machine: machine({ powerState: 'poweredOn' }), target: place('NFS', 1, { switches: { ...allOn, isMoveOn: false } }) });
    expect(decideClone(facts).fixes.map(({ ruleId }) => ruleId)).toEqual(['datastoreSwitch', 'nasPlugin', 'poweredOn']);
  });

  test('beyond the sharing limit the array copies within the volume', () => {
    const target = place('NFS', 1, { profile: { sharingLimit: 3 } });
    const facts = cloneFacts('NFS', { target, count: 5, machine: machine({ cloneCount: 1 }) });
    expect(decideClone(facts)).toMatchObject({ mechanism: 'fullCopy', firstFailed: 'sharingLimit', reason: expect.stringMatching(/6 of 3\. The array copies the data within itself\.$/), fixes: [{ text: 'Make at most 2 in one go.' }] });
    const parts = splitBySharing(facts);
    expect(parts.map(({ count }) => count)).toEqual([2, 3]);
    expect(parts.map((part) => decideClone(part).mechanism)).toEqual(['fileClone', 'fullCopy']);
    expect(decideClone({ ...facts, machine: machine({ cloneCount: 3 }) }).fixes).toMatchObject([{ text: expect.stringContaining('Clone from a copy') }]);
  });
});

describe('VMFS to VMFS', () => {
  test.each([
    ['one datastore, an array that shares', place('VMFS'), arrayProfiles.blockFull, 'xcopy', xcopyReason],
    ['two datastores, an array that shares', place('VMFS', 2), arrayProfiles.blockFull, 'fullCopy', fullCopyReason],
    ['one datastore, an array that copies', place('VMFS'), arrayProfiles.blockCopy, 'fullCopy', blockCopyReason],
    ['two datastores, an array that copies', place('VMFS', 2), arrayProfiles.blockCopy, 'fullCopy', blockCopyReason],
  ] as const)('%s', (_what, target, profile, mechanism, reason) => {
    const decision = decideClone(cloneFacts('VMFS', { source: place('VMFS', 1, { profile }), target: { ...target, profile } }));
    expect(decision).toMatchObject({ mechanism, isOffloaded: true, reason, firstFailed: null, fixes: [] });
    expect(waysOf(decision)).toEqual([[mechanism, 'fullCopy', 'planned']]);
  });

  test('one disk that cannot be offloaded is enough, and the rules after it are not listed', () => {
    const decision = decideClone(cloneFacts('VMFS', { machine: machine({ hasSnapshot: true, disks: [disk(), disk({ label: 'Hard disk 2', backing: 'rdm', misalignmentBytes: 512 })] }) }));
    expect(decision).toMatchObject({ mechanism: 'hostCopy', firstFailed: 'diskBacking', reason: '"Hard disk 2" is a mapped LUN (RDM), and the destination is a file. The host copies every byte.' });
    expect(decision.attempts[0]?.rules.at(-1)?.id).toBe('diskBacking');
    expect(decision.fixes.map(({ ruleId }) => ruleId)).toEqual(['diskBacking', 'snapshotPresent', 'alignment']);
  });
});

test.each([['NFS', 'VMFS'], ['VMFS', 'NFS']] as const)('from %s to %s the host copies, because of the types', (from, to) => {
  const decision = decideClone(cloneFacts(from, { source: place(from, 1), target: place(to, 2) }));
  expect(decision).toMatchObject({ mechanism: 'hostCopy', isOffloaded: false, firstFailed: 'datastoreTypes' });
  expect(decision.fixes[0]).toMatchObject({ ruleId: 'datastoreTypes', text: `Choose ${from === 'NFS' ? 'an NFS' : 'a VMFS'} datastore as destination.` });
});

test('a host that is told to copy asks nobody', () => {
  const decision = decisionSchema.parse(forHost(cloneFacts('NFS')));
  expect(decision).toMatchObject({ mechanism: 'hostCopy', isOffloaded: false, firstFailed: null, fixes: [], reason: '"esx-01" copies every byte, as was asked for.' });
  expect(waysOf(decision)).toEqual([['hostCopy', null, 'planned']]);
});

describe('room for sharers', () => {
  const facts = (sharingLimit: number | null, splitLoadLimitBytes: number | null, cloneCount = 0, splitLoadBytes = 0) =>
    cloneFacts('NFS', { target: place('NFS', 1, { profile: { sharingLimit, splitLoadLimitBytes } }), machine: machine({ cloneCount }), count: 10, splitLoadBytes });

  test.each([
    ['no limits', facts(null, null), 10],
    ['enough of both', facts(10, 10 * gibBytes), 10],
    ['sharers run out first', facts(12, 9 * gibBytes, 5), 7],
    ['load runs out first', facts(12, 9 * gibBytes + 1, 5, 5 * gibBytes), 4],
    ['none left', facts(12, null, 12), 0],
    ['more than allowed already', facts(12, gibBytes, 40, 40 * gibBytes), 0],
  ])('%s', (_what, given, room) => {
    expect(sharingRoom(given)).toBe(room);
    const counts = splitBySharing(given).map(({ count }) => count);
    expect(counts).toEqual(room === 0 || room === 10 ? [10] : [room, 10 - room]);
  });

  test('disks without data add no load', () => {
    const empty = { ...facts(null, gibBytes, 0, gibBytes), machine: machine({ disks: [disk({ logicalBytes: 0 })] }) };
    expect(sharingRoom(empty)).toBe(10);
    expect(sharingRoom({ ...empty, splitLoadBytes: gibBytes + 1 })).toBe(0);
  });
});

describe('a migration', () => {
  test.each([
    ['NFS', 'NFS', 'fullCopy', 'nasFullFileClone'],
    ['VMFS', 'VMFS', 'fullCopy', 'fullCopy'],
    ['NFS', 'VMFS', 'hostCopy', null],
    ['VMFS', 'NFS', 'hostCopy', null],
  ] as const)('from %s to %s knows no way of the datastore that it leaves', (from, to, mechanism, primitive) => {
    const decision = decideMigration(cloneFacts(from, { source: place(from, 1), target: place(to, 2) }));
    expect(decision).toMatchObject({ operation: 'migrate', mechanism, firstFailed: mechanism === 'hostCopy' ? 'datastoreTypes' : null });
    expect(decision.attempts.at(-1)).toMatchObject({ primitive, outcome: 'planned' });
    expect(decision.attempts.map((attempt) => attempt.primitive)).not.toContain('nasFastFileClone');
    expect(decision.fixes.map(({ ruleId }) => ruleId)).not.toContain('sameVolume');
  });
});
