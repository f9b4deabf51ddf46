/** Every published rule by name: once passed, once failed, with the document it comes from. */
import { describe, expect, test } from 'vitest';
import { arrayProfiles } from '../../../../electron/offload/device/profiles.ts';
import type { CloneRuleFacts } from '../../../../electron/offload/rules/facts.ts';
import { fixesFor } from '../../../../electron/offload/rules/fixes.ts';
import { alignment, diskBacking, diskFormat, enableUuid, poweredOn, snapshotPresent } from '../../../../electron/offload/rules/machineRules.ts';
import { blockSizes, datastoreTypes, sameArray, sameVolume } from '../../../../electron/offload/rules/placeRules.ts';
import type { Rule } from '../../../../electron/offload/rules/rule.ts';
import { acceptedByArray, fixAfterRun, verified } from '../../../../electron/offload/rules/runRules.ts';
import { datastoreSwitch, deviceTrusted, hostSwitch, nasPlugin, primitiveOffered } from '../../../../electron/offload/rules/settingRules.ts';
import { sharingLimit, splitLoad } from '../../../../electron/offload/rules/sharingRules.ts';
import { offloadFixSchema, offloadRuleIdSchema, ruleResultSchema, type OffloadRuleId, type Primitive } from '../../../../shared/model/offload.ts';
import { gibBytes, mibBytes } from '../../../../shared/units.ts';
import { allOn, cloneFacts, disk, hostWith, id, machine, place } from './ruleFacts.ts';

interface Case {
  readonly id: OffloadRuleId;
  readonly what: string;
  readonly source: string;
  readonly rule: Rule;
  readonly primitive: Primitive;
  readonly passing: CloneRuleFacts;
  readonly failing: CloneRuleFacts;
  /** What the sentence of the failure must name. */
  readonly says: readonly string[];
}

const nfs = cloneFacts('NFS');
const vmfs = cloneFacts('VMFS');
const block = { primitive: 'fullCopy' } as const;
const file = { primitive: 'nasFastFileClone' } as const;
const considerations = 'vSphere 6.7 Storage, acceleration considerations';
const windows = machine({ isWindows: true, powerState: 'poweredOn' });
const limited = place('NFS', 1, { profile: { sharingLimit: 255 } });
const loaded = place('NFS', 1, { profile: { splitLoadLimitBytes: 10 * gibBytes } });
const caught = { sinceMs: Date.UTC(2010, 10, 1, 12, 30), reason: 'It copied nothing' };

const cases: readonly Case[] = [
  { id: 'hostSwitch', what: 'DataMover.HardwareAcceleratedMove off', source: 'Broadcom KB 342563', rule: hostSwitch, ...block, passing: vmfs, failing: { ...vmfs, host: hostWith({ hardwareAcceleratedMove: false }) }, says: ['DataMover.HardwareAcceleratedMove is off', '"esx-01"'] },
  { id: 'hostSwitch', what: 'DataMover.HardwareAcceleratedInit off', source: 'blog.scottlowe 2010-10-29', rule: hostSwitch, primitive: 'blockZero', passing: { ...vmfs, host: hostWith({ hardwareAcceleratedMove: false }) }, failing: { ...vmfs, host: hostWith({ hardwareAcceleratedInit: false }) }, says: ['DataMover.HardwareAcceleratedInit is off'] },
  { id: 'hostSwitch', what: 'VMFS3.HardwareAcceleratedLocking off', source: 'blog.scottlowe 2010-10-29', rule: hostSwitch, primitive: 'ats', passing: vmfs, failing: { ...vmfs, host: hostWith({ hardwareAcceleratedLocking: false }) }, says: ['VMFS3.HardwareAcceleratedLocking is off'] },
  { id: 'datastoreSwitch', what: 'copying switched off for one datastore', source: 'blog.scottlowe 2010-10-28', rule: datastoreSwitch, ...block, passing: vmfs, failing: { ...vmfs, target: place('VMFS', 2, { switches: { ...allOn, isMoveOn: false } }) }, says: ['copying is off for "vmfs-2"'] },
  { id: 'datastoreSwitch', what: 'vstorage disabled on the filer', source: 'NetApp KB "What is needed for VAAI"', rule: datastoreSwitch, primitive: 'nasReserveSpace', passing: nfs, failing: { ...nfs, target: place('NFS', 1, { switches: { ...allOn, isInitOn: false } }) }, says: ['zeroing is off for "nfs-1"'] },
  { id: 'deviceTrusted', what: 'a device that ignores commands', source: 'blog.scottlowe 2010-11-01', rule: deviceTrusted, ...block, passing: vmfs, failing: { ...vmfs, source: place('VMFS', 2, { distrust: caught }) }, says: ['"vmfs-2"', 'since 2010-11-01 12:30 UTC: It copied nothing.'] },
  { id: 'nasPlugin', what: 'missing plug-in', source: 'vSphere 8 Storage, NAS acceleration', rule: nasPlugin, ...file, passing: nfs, failing: { ...nfs, host: hostWith({ isNasPluginInstalled: false }) }, says: ['not installed on "esx-01"'] },
  { id: 'primitiveOffered', what: 'partial support', source: 'vSphere 6.7 Storage, support status', rule: primitiveOffered, ...block, passing: vmfs, failing: { ...vmfs, target: place('VMFS', 1, { profile: arrayProfiles.blockPartial }) }, says: ['"vmfs-1" (Block array with partial support) does not offer Full Copy (XCOPY)'] },
  { id: 'datastoreTypes', what: 'NFS to VMFS', source: 'Broadcom KB 431479', rule: datastoreTypes, ...block, passing: vmfs, failing: { ...vmfs, source: place('NFS', 2) }, says: ['"nfs-2" is NFS and "vmfs-1" is VMFS'] },
  { id: 'sameArray', what: 'two arrays', source: considerations, rule: sameArray, ...block, passing: { ...vmfs, target: place('VMFS', 2) }, failing: { ...vmfs, target: place('VMFS', 2, { profile: { arrayName: 'Other' } }) }, says: ['"vmfs-1" is on the array "Block array B" and "vmfs-2" on "Other"'] },
  { id: 'sameVolume', what: 'another volume of the array', source: 'NetApp KB "When does the NFS plug-in improve clone performance"', rule: sameVolume, ...file, passing: nfs, failing: { ...nfs, target: place('NFS', 2) }, says: ['"nfs-1"', '"nfs-2"', 'within one volume only'] },
  { id: 'blockSizes', what: 'different VMFS block sizes', source: considerations, rule: blockSizes, ...block, passing: vmfs, failing: { ...vmfs, target: place('VMFS', 2, { fileBlockBytes: 8 * mibBytes }) }, says: ['1 MiB on "vmfs-1" and 8 MiB on "vmfs-2"'] },
  { id: 'diskBacking', what: 'RDM to file', source: considerations, rule: diskBacking, ...block, passing: vmfs, failing: { ...vmfs, machine: machine({ disks: [disk(), disk({ label: 'Hard disk 2', backing: 'rdm' })] }) }, says: ['"Hard disk 2" is a mapped LUN (RDM)'] },
  { id: 'diskBacking', what: 'sparse format', source: considerations, rule: diskBacking, ...block, passing: { ...vmfs, machine: machine({ disks: [disk(), disk()] }) }, failing: { ...vmfs, machine: machine({ disks: [disk({ backing: 'sparse' })] }) }, says: ['is in sparse format'] },
  { id: 'diskBacking', what: 'hosted format', source: considerations, rule: diskBacking, ...block, passing: { ...vmfs, machine: machine({ disks: [] }) }, failing: { ...vmfs, machine: machine({ disks: [disk({ backing: 'hosted' })] }) }, says: ['is in hosted format'] },
  { id: 'diskFormat', what: 'eager-zeroed to thin', source: considerations, rule: diskFormat, ...block, passing: { ...vmfs, targetFormat: 'lazyZeroedThick', machine: machine({ disks: [disk({ format: 'eagerZeroedThick' })] }) }, failing: { ...vmfs, targetFormat: 'thin', machine: machine({ disks: [disk(), disk({ label: 'Hard disk 2', format: 'eagerZeroedThick' })] }) }, says: ['"Hard disk 2" is eager-zeroed and is to become thin'] },
  { id: 'snapshotPresent', what: 'a source with a snapshot', source: considerations, rule: snapshotPresent, ...block, passing: vmfs, failing: { ...vmfs, machine: machine({ hasSnapshot: true }) }, says: ['"gold" has a snapshot'] },
  { id: 'alignment', what: 'misaligned address', source: considerations, rule: alignment, ...block, passing: vmfs, failing: { ...vmfs, machine: machine({ disks: [disk({ misalignmentBytes: 512 })] }) }, says: ['"Hard disk 1" begins 512 B past a boundary'] },
  { id: 'poweredOn', what: 'a powered-on source on NAS', source: 'NetApp KB "What is needed for VAAI"', rule: poweredOn, ...file, passing: nfs, failing: { ...nfs, machine: machine({ powerState: 'poweredOn' }) }, says: ['"gold" is powered on'] },
  { id: 'poweredOn', what: 'a powered-on source where the plug-in takes it', source: 'vSphere 8 Storage, NAS acceleration', rule: poweredOn, ...file, passing: { ...nfs, source: place('NFS', 1, { profile: { clonesPoweredOn: true } }), machine: machine({ powerState: 'poweredOn' }) }, failing: { ...nfs, machine: machine({ powerState: 'suspended' }) }, says: ['"gold" is suspended'] },
  { id: 'enableUuid', what: 'a running Windows with disk.EnableUUID', source: 'codyhosterman.com 2016-06', rule: enableUuid, ...block, passing: { ...vmfs, machine: windows }, failing: { ...vmfs, machine: { ...windows, hasEnableUuid: true } }, says: ['"gold" runs Windows', 'disk.EnableUUID is on'] },
  { id: 'sharingLimit', what: 'sharing limit reached', source: 'blog.scottlowe 2008-12-03', rule: sharingLimit, ...file, passing: { ...nfs, target: limited, machine: machine({ cloneCount: 254 }) }, failing: { ...nfs, target: limited, machine: machine({ cloneCount: 255 }) }, says: ['255 clones share', '256 of 255'] },
  { id: 'splitLoad', what: 'split load above the limit', source: 'ONTAP CLI volume file clone split load', rule: splitLoad, ...file, passing: { ...nfs, target: loaded, count: 2, splitLoadBytes: 8 * gibBytes }, failing: { ...nfs, target: loaded, count: 3, splitLoadBytes: 8 * gibBytes }, says: ['8 GiB', '3 GiB more', '11 GiB of 10 GiB'] },
];

describe('the published rules', () => {
  test.each(cases.map((entry) => [`${entry.id}: ${entry.what} (${entry.source})`, entry] as const))('%s', (_name, { id: ruleId, rule, primitive, passing, failing, says }) => {
    const passed = ruleResultSchema.parse(rule(passing, primitive));
    const failed = ruleResultSchema.parse(rule(failing, primitive));
    expect(passed).toMatchObject({ id: ruleId, verdict: 'passed' });
    expect(failed).toMatchObject({ id: ruleId, verdict: 'failed', title: passed.title });
    for (const part of says) expect(failed.facts).toContain(part);
    for (const { title, facts } of [passed, failed]) {
      expect(title).toMatch(/^[A-Z].*\?$/);
      expect(facts).toMatch(/^["A-Z0-9].*\.$/);
      expect(facts).not.toMatch(/\.\.|undefined|NaN/);
    }
    const fixes = fixesFor(ruleId, failing, primitive);
    expect(fixes).toHaveLength(1);
    for (const fix of fixes) expect(offloadFixSchema.parse(fix)).toMatchObject({ ruleId, text: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  test('acceptedByArray: a command that the array rejects (vSphere 6.7 Storage, acceleration considerations)', () => {
    expect(acceptedByArray('fullCopy', 'vmfs-1', null)).toMatchObject({ id: 'acceptedByArray', verdict: 'passed', facts: 'The array behind "vmfs-1" took every Full Copy (XCOPY) command.' });
    expect(acceptedByArray('fullCopy', 'vmfs-1', 'The command timed out.')).toMatchObject({ verdict: 'failed', facts: 'The array behind "vmfs-1" did not carry out Full Copy (XCOPY): The command timed out.' });
    expect(offloadFixSchema.parse(fixAfterRun('acceptedByArray', { id: id('datastore-1'), name: 'vmfs-1' }))).toMatchObject({ action: null });
  });

  test('verified: a device that accepts a command and does not do it (blog.scottlowe 2010-11-01)', () => {
    expect(verified('vmfs-1', 2 * mibBytes, null)).toMatchObject({ id: 'verified', verdict: 'passed', facts: '2 MiB on "vmfs-1" were compared with the source and agree.' });
    expect(verified('vmfs-1', 0, 'block 7 reads as zeros.')).toMatchObject({ verdict: 'failed', facts: expect.stringContaining('block 7 reads as zeros.') });
    expect(fixAfterRun('verified', { id: id('datastore-1'), name: 'vmfs-1' })).toMatchObject({ action: { kind: 'clearDistrust', datastoreId: 'datastore-1' } });
  });

  test('none of the list is missing here', () => {
    const covered = new Set([...cases.map((entry) => entry.id), 'acceptedByArray', 'verified']);
    expect(offloadRuleIdSchema.options.filter((ruleId) => !covered.has(ruleId))).toEqual([]);
  });
});

describe('a rule that has nothing to say', () => {
  const unasked: readonly (readonly [string, Rule, CloneRuleFacts, Primitive])[] = [
    ['a host switch for NAS', hostSwitch, nfs, 'nasFullFileClone'],
    ['a datastore switch for UNMAP', datastoreSwitch, vmfs, 'unmap'],
    ['a plug-in for block storage', nasPlugin, { ...vmfs, host: hostWith({ isNasPluginInstalled: false }) }, 'fullCopy'],
    ['a block size on NFS', blockSizes, { ...nfs, target: place('NFS', 2, { fileBlockBytes: 1 }) }, 'fullCopy'],
    ['disk.EnableUUID on Linux', enableUuid, { ...vmfs, machine: machine({ powerState: 'poweredOn', hasEnableUuid: true }) }, 'fullCopy'],
    ['disk.EnableUUID in a guest that does not run', enableUuid, { ...vmfs, machine: machine({ isWindows: true, hasEnableUuid: true }) }, 'fullCopy'],
    ['a sharing limit that is not set', sharingLimit, { ...nfs, target: place('NFS', 1, { profile: { sharingLimit: null } }), count: 1_000_000 }, 'nasFastFileClone'],
    ['a split load without a limit', splitLoad, { ...nfs, splitLoadBytes: Number.MAX_SAFE_INTEGER }, 'nasFastFileClone'],
  ];
  test.each(unasked)('says so: %s', (_name, rule, facts, primitive) => {
    expect(ruleResultSchema.parse(rule(facts, primitive)).verdict).toBe('notApplicable');
  });
});

test('what a person can do at once comes as an action', () => {
  const hostOff = { ...vmfs, host: hostWith({ hardwareAcceleratedMove: false, isNasPluginInstalled: false }) };
  expect(fixesFor('hostSwitch', hostOff, 'fullCopy')).toMatchObject([{ action: { kind: 'setHostSwitch', hostId: 'host-1', change: { hardwareAcceleratedMove: true } } }]);
  expect(fixesFor('nasPlugin', hostOff, 'nasFastFileClone')).toMatchObject([{ action: { kind: 'setHostSwitch', change: { isNasPluginInstalled: true } } }]);
  expect(fixesFor('poweredOn', nfs, 'nasFastFileClone')).toMatchObject([{ action: { kind: 'powerOff', vmId: 'vm-101' } }]);
  expect(fixesFor('enableUuid', vmfs, 'fullCopy')).toMatchObject([{ action: { kind: 'powerOff' } }]);
  const off = { ...allOn, isMoveOn: false };
  const bothOff = { ...vmfs, source: place('VMFS', 1, { switches: off, distrust: caught }), target: place('VMFS', 2, { switches: off, distrust: caught }) };
  for (const [ruleId, kind] of [['datastoreSwitch', 'setDatastoreSwitch'], ['deviceTrusted', 'clearDistrust']] as const) {
    expect(fixesFor(ruleId, bothOff, 'fullCopy').map(({ action }) => action)).toMatchObject([{ kind, datastoreId: 'datastore-1' }, { kind, datastoreId: 'datastore-2' }]);
  }
});
