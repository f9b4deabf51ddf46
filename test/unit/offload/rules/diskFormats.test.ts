import { describe, expect, test } from 'vitest';
import { arrayProfiles } from '../../../../electron/offload/device/profiles.ts';
import { decideClone, fileCloneReason } from '../../../../electron/offload/rules/decideClone.ts';
import { formatsOf } from '../../../../electron/offload/rules/diskFormats.ts';
import { allOn, cloneFacts, disk, hostWith, machine, place } from './ruleFacts.ts';

const mixed = machine({ disks: [disk({ format: 'eagerZeroedThick' }), disk({ label: 'Hard disk 2' }), disk({ label: 'Hard disk 3', format: 'lazyZeroedThick' })] });
const asTheyAre = ['eagerZeroedThick', 'thin', 'lazyZeroedThick'];
const allThin = ['thin', 'thin', 'thin'];
const plainNfs = place('NFS', 2, { profile: arrayProfiles.plain });

describe('the formats of a clone', () => {
  test('are those of the source where they are offered', () => {
    expect(formatsOf(cloneFacts('NFS', { machine: mixed }))).toEqual(asTheyAre);
    for (const target of [place('VMFS'), place('VMFS', 2, { profile: arrayProfiles.plain, switches: { ...allOn, isInitOn: false }, distrust: { sinceMs: 0, reason: 'It lies.' } })]) {
      expect(formatsOf(cloneFacts('NFS', { machine: mixed, target }))).toEqual(asTheyAre);
    }
  });

  test.each([
    ['an array without Reserve Space', { target: plainNfs }],
    ['a device that is not trusted', { target: place('NFS', 2, { distrust: { sinceMs: 0, reason: 'It lies.' } }) }],
    ['a datastore where zeroing is switched off', { target: place('NFS', 2, { switches: { ...allOn, isInitOn: false } }) }],
    ['a host without the plug-in', { host: hostWith({ isNasPluginInstalled: false }) }],
  ])('are thin on NFS behind %s', (_, changes) => {
    expect(formatsOf(cloneFacts('NFS', { machine: mixed, ...changes }))).toEqual(allThin);
    expect(formatsOf(cloneFacts('VMFS', { machine: mixed, target: place('NFS', 2), ...changes }))).toEqual(allThin);
  });

  test('are what was asked for', () => {
    for (const targetFormat of ['thin', 'lazyZeroedThick', 'eagerZeroedThick'] as const) {
      for (const target of [place('NFS'), plainNfs, place('VMFS')]) expect(formatsOf(cloneFacts('NFS', { machine: mixed, target, targetFormat }))).toEqual([targetFormat, targetFormat, targetFormat]);
    }
  });
});

describe('a decision', () => {
  test('says which disks become thin though nobody has asked for it', () => {
    const byHost = decideClone(cloneFacts('NFS', { machine: mixed, target: plainNfs }));
    expect(byHost.reason).toMatch(/ The host copies every byte\. "nfs-2" offers thin disks only: "Hard disk 1" and "Hard disk 3" become thin\.$/);
    expect(byHost.attempts.at(-1)).toMatchObject({ outcome: 'planned', reason: expect.stringMatching(/This always works\. "nfs-2" offers thin disks only: /) });
    for (const attempt of byHost.attempts.slice(0, -1)) expect(attempt.reason).not.toContain('thin');
    const one = machine({ disks: [disk({ format: 'lazyZeroedThick' })] });
    const byArray = decideClone(cloneFacts('NFS', { machine: one, source: place('NFS', 1, { switches: { ...allOn, isInitOn: false } }), target: place('NFS', 1, { switches: { ...allOn, isInitOn: false } }) }));
    expect(byArray).toMatchObject({ mechanism: 'fileClone', reason: `${fileCloneReason} "nfs-1" offers thin disks only: "Hard disk 1" becomes thin.` });
  });

  test('says nothing of formats that stay, or were asked for', () => {
    for (const facts of [cloneFacts('NFS', { machine: mixed }), cloneFacts('NFS', { target: plainNfs }), cloneFacts('NFS', { machine: mixed, target: plainNfs, targetFormat: 'thin' }), cloneFacts('NFS', { machine: mixed, target: place('VMFS') })]) {
      expect(decideClone(facts).reason).not.toContain('thin');
    }
  });
});
