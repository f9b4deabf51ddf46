import { describe, expect, it } from 'vitest';
import { decisionText, decisionView, trailText, trailView } from '../../../electron/cli/decisionText.ts';
import { fixCommand, pickDatastores, statsView, type NameOf } from '../../../electron/cli/offload.ts';
import { statsText } from '../../../electron/cli/statsText.ts';
import { trailTable } from '../../../electron/cli/trailTable.ts';
import { arrayProfiles } from '../../../electron/offload/device/profiles.ts';
import { decideClone, forHost } from '../../../electron/offload/rules/decideClone.ts';
import { decideDelete, decideZero } from '../../../electron/offload/rules/decideLocal.ts';
import type { CloneRuleFacts, DatastoreFacts } from '../../../electron/offload/rules/facts.ts';
import { Fault } from '../../../shared/faults.ts';
import { objectIdSchema, taskIdSchema, trailIdSchema } from '../../../shared/ids.ts';
import { datastoreAccelerationSchema, deviceCountersSchema, trailSchema, type OffloadFix, type Trail } from '../../../shared/model/offload.ts';
import { gibBytes, mibBytes } from '../../../shared/units.ts';

const id = (text: string) => objectIdSchema.parse(text);
const names = new Map([['host-1', 'esx-01'], ['datastore-1', 'lun 1'], ['vm-1', "ann's vm"]]);
const nameOf: NameOf = (objectId) => names.get(objectId) ?? objectId;

function lun(number: number, changes: Partial<DatastoreFacts> = {}): DatastoreFacts {
  const switches = { isMoveOn: true, isInitOn: true, isLockingOn: true };
  return { id: id(`datastore-${number}`), name: `lun ${number}`, type: 'VMFS', profile: arrayProfiles.blockFull, fileBlockBytes: mibBytes, switches, distrust: null, ...changes };
}

function facts(isMoveOn: boolean): CloneRuleFacts {
  const switches = { hardwareAcceleratedMove: isMoveOn, hardwareAcceleratedInit: true, hardwareAcceleratedLocking: true, maxTransferBytes: 4 * mibBytes, isNasPluginInstalled: true };
  const disk = { label: 'Hard disk 1', backing: 'flat', format: 'thin', sizeBytes: gibBytes, logicalBytes: 5 * mibBytes, misalignmentBytes: 0 } as const;
  return {
    host: { id: id('host-1'), name: 'esx-01', switches },
    machine: { id: id('vm-1'), name: "ann's vm", powerState: 'poweredOff', isWindows: false, hasEnableUuid: false, hasSnapshot: false, disks: [disk], cloneCount: 0 },
    targetFormat: null,
    source: lun(1),
    target: lun(1),
    count: 1,
    splitLoadBytes: 0,
  };
}

function trailOf(changes: Partial<Trail> = {}): Trail {
  return trailSchema.parse({
    ...decideClone(facts(false)),
    id: trailIdSchema.parse('trail-3'),
    taskId: taskIdSchema.parse('task-9'),
    atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    vmCount: 30,
    vmNames: ['a', 'b'],
    sourceName: "ann's vm",
    hostName: 'esx-01',
    sourceDatastoreName: 'lun 1',
    datastoreName: 'lun 2',
    moved: { networkReadBytes: 5 * mibBytes, networkWriteBytes: 5 * mibBytes, arrayReadBytes: 4 * mibBytes, arrayWriteBytes: 5 * mibBytes, allocatedBytes: 5 * mibBytes },
    elapsedMs: 1500,
    failure: null,
    ...changes,
  });
}

describe('the command that carries out a fix', () => {
  const fix = (action: OffloadFix['action']): string | null => fixCommand({ ruleId: 'hostSwitch', text: '', action }, nameOf);

  it('names the object as it is typed in a shell', () => {
    expect(fix({ kind: 'setHostSwitch', hostId: id('host-1'), change: { hardwareAcceleratedMove: true } })).toBe('cloneyard host set esx-01 --hardware-accelerated-move on');
    expect(fix({ kind: 'setHostSwitch', hostId: id('host-2'), change: { isNasPluginInstalled: true, maxTransferBytes: 4 * mibBytes } })).toBe('cloneyard host set host-2 --max-hw-transfer-size 4MiB --nas-plugin on');
    expect(fix({ kind: 'setDatastoreSwitch', datastoreId: id('datastore-1'), change: { isMoveOn: true, isInitOn: false } })).toBe("cloneyard offload set 'lun 1' --move on --init off");
    expect(fix({ kind: 'clearDistrust', datastoreId: id('datastore-1') })).toBe("cloneyard offload set 'lun 1' --trust");
    expect(fix({ kind: 'powerOff', vmId: id('vm-1') })).toBe(String.raw`cloneyard vm power off 'ann'\''s vm'`);
  });

  it('is missing where only a person can do it', () => expect(fix(null)).toBeNull());
});

describe('a decision', () => {
  it('that is free tells the way and that nothing failed', () => {
    const text = decisionText(decideClone(facts(true)), nameOf);
    expect(text).toMatch(/^Mechanism +Full Copy \(XCOPY\), offloaded to the array\n/);
    expect(text).toMatch(/^First that failed +none$/m);
    expect(text).toContain('1. Full Copy (XCOPY): this is what would be done\n');
    expect(text).not.toContain('What would make it offload');
    expect(text).not.toContain('FAILED');
  });

  it('that a switch stands in the way of tells the rule, what is done instead, and the command', () => {
    const decision = decideClone(facts(false));
    const text = decisionText(decision, nameOf);
    expect(text).toMatch(/^Mechanism +Software data mover, by the host\n/);
    const [failed] = decision.attempts.flatMap(({ rules }) => rules).filter(({ verdict }) => verdict === 'failed');
    expect(failed?.id).toBe('hostSwitch');
    expect(text).toContain(`${failed?.title} ${failed?.facts}`);
    expect(text).toContain('1. Full Copy (XCOPY): not tried, a rule failed\n');
    expect(text).toContain('2. Software data mover: this is what would be done\n');
    expect(text.split('\n').filter((line) => line.includes('FAILED'))).toHaveLength(1);
    expect(text).toMatch(/What would make it offload:\n .*\n {4}cloneyard host set esx-01 --hardware-accelerated-move on$/);
    expect(decisionView(decision, nameOf).fixes).toMatchObject([{ ruleId: 'hostSwitch', command: 'cloneyard host set esx-01 --hardware-accelerated-move on' }]);
  });

  it('that is offloaded, though not by the best way, tells what would make it better', () => {
    const filer = { type: 'NFS', profile: arrayProfiles.nasFiler } as const;
    const text = decisionText(decideClone({ ...facts(true), source: lun(1, filer), target: lun(2, filer) }), nameOf);
    expect(text).toMatch(/^Mechanism +Full copy in the array, offloaded to the array\n/);
    expect(text).toContain('1. File clone, NAS Fast File Clone: not tried, a rule failed\n');
    expect(text).toContain('2. Full copy in the array, NAS Full File Clone: this is what would be done\n');
    expect(text).toContain('What would make it better:\n');
  });

  it('that was made for the host on purpose has no rules and no fixes', () => {
    const text = decisionText(forHost(facts(true)), nameOf);
    expect(text).toContain('Software data mover');
    expect(text).not.toContain('Rule  ');
  });
});

describe('an operation that copies nothing', () => {
  it('is called by its primitive', () => {
    const { host, machine, source: datastore } = facts(true);
    const text = decisionText(decideZero({ host, machine, datastore }), nameOf);
    expect(text).toMatch(/^Mechanism +Block Zero \(WRITE SAME\), offloaded to the array\n/);
    expect(text).toContain('1. Block Zero (WRITE SAME): this is what would be done\n');
    const plain = { ...datastore, profile: arrayProfiles.plain };
    expect(decisionText(decideZero({ host, machine, datastore: plain }), nameOf)).toMatch(/^Mechanism +Host writes zeros\n/);
    expect(decisionText(decideDelete({ host, machine, datastore: plain }), nameOf)).toMatch(/^Mechanism +Files removed without UNMAP\n/);
    expect(trailTable([trailOf(decideDelete({ host, machine, datastore }))])).toMatch(/ Delete +30 +lun 2 +Space reclamation \(UNMAP\) /);
  });
});

describe('a trail', () => {
  it('tells who, where, what moved and how long it took', () => {
    const text = trailText(trailOf(), nameOf);
    expect(text).toMatch(/^Trail +trail-3, of task-9, 2026-01-02T03:04:05\.000Z$/m);
    expect(text).toMatch(/^Operation +Clone of "ann's vm" from lun 1 to lun 2, by esx-01$/m);
    expect(text).toMatch(/^Made for +30 virtual machines: a, b and 28 more$/m);
    expect(text).toMatch(/^Storage network +5 MiB \(5,242,880 bytes\) to the host, 5 MiB .* from it$/m);
    expect(text).toMatch(/^Disks of the array +4 MiB .* read, 5 MiB .* written$/m);
    expect(text).toMatch(/^Took +1\.5 s$/m);
    expect(text).not.toMatch(/^Failed/m);
    expect(trailText(trailOf({ failure: 'The link went down.' }), nameOf)).toMatch(/^Failed +The link went down\.$/m);
  });

  it('does not take the word of a device that failed', () => {
    const [planned] = decideClone(facts(true)).attempts;
    if (!planned) throw new Error('A decision has at least one attempt.');
    const attempts = [{ ...planned, outcome: 'failed' as const, movedBytes: mibBytes }, { ...planned, mechanism: 'hostCopy' as const, primitive: null, rules: [], outcome: 'used' as const, movedBytes: mibBytes }];
    const text = trailText(trailOf({ attempts }), nameOf);
    expect(text).toContain("1 MiB (1,048,576 bytes) by the array's own account.\n");
    expect(text).toMatch(/^2\. Software data mover: used\n.* 1 MiB \(1,048,576 bytes\) copied\.$/m);
  });

  it('is a document with ISO times, and a line of a table', () => {
    const view = trailView(trailOf(), nameOf);
    expect(view).toMatchObject({ id: 'trail-3', task: 'task-9', at: '2026-01-02T03:04:05.000Z', mechanism: 'hostCopy', fixes: [{ command: expect.stringContaining('host set') }] });
    expect(view).not.toHaveProperty('atMs');
    expect(trailTable([trailOf()])).toMatch(/\ntrail-3 .* task-9 .* Clone +30 +lun 2 +Software data mover +10 MiB +1\.5 s /);
  });
});

describe('counters', () => {
  const counters = Object.fromEntries(Object.keys(deviceCountersSchema.shape).map((key, index) => [key, (index + 1) * mibBytes]));
  const row = datastoreAccelerationSchema.parse({
    datastoreId: 'datastore-1', name: 'lun 1', type: 'VMFS', profile: 'blockFull', arrayName: 'B', fileBlockBytes: mibBytes, status: 'supported', primitives: [],
    switches: { isMoveOn: true, isInitOn: true, isLockingOn: true }, distrust: null, counters, rates: { cloneReadBytes: 3 * mibBytes + 1, hostReadBytes: 7 }, stunnedVms: [],
  });

  it('have the names of esxtop, megabytes where they are per second, and are all there', () => {
    const view = statsView(row);
    expect(view).toMatchObject({ CLONE_RD: mibBytes, CLONE_WR: 2 * mibBytes, CLONE_F: 3 * mibBytes, cloneReadBytes: 4 * mibBytes, ATS: 6 * mibBytes, ATSF: 7 * mibBytes, 'MBC_RD/s': 3, 'MBC_WR/s': 0, 'hostReadBytes/s': 7, hostWriteBytes: 21 * mibBytes });
    // Each counter is told once: whoever swaps two of them is found out.
    const told = Object.values(view).filter((value) => typeof value === 'number' && value >= mibBytes);
    expect(told.toSorted((a, b) => Number(a) - Number(b))).toEqual(Object.values(counters));
    const text = statsText([view]);
    for (const title of ['CLONE_RD', 'CLONE_WR', 'CLONE_F', 'MBC_RD/s', 'MBC_WR/s', 'ATS', 'ATSF', 'ZERO', 'ZERO_F', 'MBZERO/s', 'DELETE', 'DELETE_F', 'MBDEL/s']) expect(text).toMatch(new RegExp(`(^| )${title}( |$)`, 'm'));
    expect(text).toMatch(/^lun 1 +Supported +1,048,576 +2,097,152 +3,145,728 +3\.00 +0\.00 /m);
  });

  it('are of one datastore when it is named, in any case or by its id', () => {
    const other = { ...row, datastoreId: id('datastore-2'), name: 'A' };
    expect(pickDatastores([row, other], undefined).map(({ name }) => name)).toEqual(['A', 'lun 1']);
    expect(pickDatastores([row, other], 'LUN 1')).toEqual([row]);
    expect(pickDatastores([row, other], 'datastore-2')).toEqual([other]);
    expect(() => pickDatastores([row], 'none')).toThrow(Fault);
  });
});
