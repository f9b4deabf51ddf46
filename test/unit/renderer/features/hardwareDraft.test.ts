import { describe, expect, it } from 'vitest';
import {
  addDisk, addNic, attachDisk, changeDisk, changeNic, changeOf, draftOf, isAnyChange, newDraft, problemsOf, removeDisk, removeNic, spaceOf, type HardwareDraft,
} from '../../../../renderer/features/parts/hardwareDraft.ts';
import { fileIdSchema, objectIdSchema } from '../../../../shared/ids.ts';
import { hardwareChangeSchema } from '../../../../shared/model/hardware.ts';
import type { VmDetail } from '../../../../shared/model/inventory.ts';
import { gibBytes, mibBytes } from '../../../../shared/units.ts';

const [network, other] = [objectIdSchema.parse('network-7'), objectIdSchema.parse('network-8')];
const space = { provisionedBytes: 0, logicalBytes: 5 * mibBytes, uniqueBytes: 0, sharedBytes: 0, snapshotBytes: 0, isExact: true };
const disk = (label: string, sizeBytes: number, format: 'thin' | 'lazyZeroedThick' = 'thin') => ({ label, datastoreId: objectIdSchema.parse('datastore-6'), format, sizeBytes, mechanism: 'created' as const, mechanismReason: '', space });

const [home, fast] = [objectIdSchema.parse('datastore-6'), objectIdSchema.parse('datastore-9')];

const detail: VmDetail = {
  id: objectIdSchema.parse('vm-101'), name: 'web', isTemplate: false, source: null, folderId: objectIdSchema.parse('group-v4'), hostId: objectIdSchema.parse('host-5'),
  datastoreId: home, networkIds: [network], powerState: 'poweredOff', guestOs: '', cpuCount: 2, memoryBytes: 4 * gibBytes, createdAtMs: 0, snapshotCount: 0, space,
  disks: [disk('Hard disk 1', 20 * gibBytes), disk('Hard disk 3', 1536 * mibBytes + 512, 'lazyZeroedThick')],
  nics: [{ label: 'Network adapter 1', networkId: network, macAddress: '00:50:56:80:00:01', isConnected: true }],
  notes: '', cloneCount: 0,
};
const keyOf = (draft: HardwareDraft, label: string): string => [...draft.disks, ...draft.nics].find((one) => one.label === label)?.key ?? '';

describe('virtual hardware being edited', () => {
  it('is no change while nothing was touched, whatever sizes there are', () => {
    const draft = draftOf(detail);
    expect(problemsOf(draft)).toEqual({});
    const change = changeOf(draft, detail);
    expect(change).not.toBeNull();
    expect(change && isAnyChange(change)).toBe(false);
    expect([...spaceOf(draft, home)]).toEqual([[home, { provisionedBytes: 0, reservedBytes: 0 }]]);
  });

  it('says what is to change, as the yard takes it', () => {
    let draft = draftOf(detail);
    draft = { ...draft, cpuCount: 4, memoryText: '8' };
    draft = changeDisk(draft, keyOf(draft, 'Hard disk 1'), { sizeText: '30 GiB' });
    draft = removeDisk(draft, keyOf(draft, 'Hard disk 3'));
    draft = changeDisk(draft, keyOf(draft, 'Hard disk 3'), { deletesFile: true });
    draft = addDisk(draft);
    draft = changeDisk(draft, keyOf(draft, 'Hard disk 2'), { sizeText: '10 GiB', format: 'eagerZeroedThick' });
    draft = changeNic(draft, keyOf(draft, 'Network adapter 1'), { networkId: other });
    draft = addNic(draft, network);
    const change = changeOf(draft, detail);
    expect(hardwareChangeSchema.parse(change)).toEqual(change);
    expect(change).toEqual({
      cpuCount: 4, memoryBytes: 8 * gibBytes,
      addDisks: [{ sizeBytes: 10 * gibBytes, format: 'eagerZeroedThick' }], growDisks: [{ label: 'Hard disk 1', sizeBytes: 30 * gibBytes }], removeDisks: ['Hard disk 3'], detachDisks: [], attachDisks: [],
      addNics: [{ networkId: network, isConnected: true }], changeNics: [{ label: 'Network adapter 1', networkId: other, isConnected: true }], removeNics: [],
    });
    expect([...spaceOf(draft, home)]).toEqual([[home, { provisionedBytes: 20 * gibBytes - (1536 * mibBytes + 512), reservedBytes: 10 * gibBytes }]]);
  });

  it('puts back what was there, and forgets what was only added', () => {
    const draft = addNic(addDisk(draftOf(detail)), network);
    const without = removeNic(removeDisk(draft, keyOf(draft, 'Hard disk 2')), keyOf(draft, 'Network adapter 2'));
    expect(without.disks.map(({ label }) => label)).toEqual(['Hard disk 1', 'Hard disk 3']);
    expect(without.nics).toHaveLength(1);
    const removed = removeDisk(draftOf(detail), 'Hard disk 1');
    expect(changeOf(removed, detail)).toMatchObject({ removeDisks: [], detachDisks: ['Hard disk 1'] });
    expect([...spaceOf(removed, home)]).toEqual([[home, { provisionedBytes: 0, reservedBytes: 0 }]]);
    expect(changeOf(changeDisk(removed, 'Hard disk 1', { deletesFile: true }), detail)).toMatchObject({ removeDisks: ['Hard disk 1'], detachDisks: [] });
    expect(changeOf(changeDisk(removed, 'Hard disk 1', { isRemoved: false }), detail)).toMatchObject({ removeDisks: [], detachDisks: [] });
  });

  it('attaches what lies on the datastore as it is', () => {
    const fileId = fileIdSchema.parse(77);
    const kept = { fileId, label: 'Hard disk 2', vmName: 'old', datastoreId: home, sizeBytes: 1000, format: 'lazyZeroedThick' as const, logicalBytes: 0, uniqueBytes: 0, isExact: true, detachedAtMs: 0 };
    const draft = attachDisk(draftOf(detail), kept);
    expect(problemsOf(draft)).toEqual({});
    expect(draft.disks.at(-1)?.label).toBe('Hard disk 2');
    const change = changeOf(draft, detail);
    expect(change).toMatchObject({ addDisks: [], attachDisks: [fileId] });
    expect(change && isAnyChange(change)).toBe(true);
    expect([...spaceOf(draft, home)]).toEqual([[home, { provisionedBytes: 0, reservedBytes: 0 }]]);
  });

  it('puts new disks on the datastores that were chosen, and counts what each of them has to give', () => {
    const apart: VmDetail = { ...detail, disks: [disk('Hard disk 1', 20 * gibBytes), { ...disk('Hard disk 2', 10 * gibBytes, 'lazyZeroedThick'), datastoreId: fast }] };
    let draft = addDisk(addDisk(draftOf(apart)));
    draft = changeDisk(draft, keyOf(draft, 'Hard disk 3'), { sizeText: '4 GiB', format: 'eagerZeroedThick', datastoreId: fast });
    draft = changeDisk(draft, keyOf(draft, 'Hard disk 4'), { sizeText: '1 GiB' });
    draft = changeDisk(draft, 'Hard disk 2', { sizeText: '12 GiB' });
    const change = changeOf(draft, apart);
    expect(hardwareChangeSchema.parse(change)).toEqual(change);
    expect(change?.addDisks).toEqual([{ sizeBytes: 4 * gibBytes, format: 'eagerZeroedThick', datastoreId: fast }, { sizeBytes: gibBytes, format: 'thin' }]);
    expect([...spaceOf(draft, home)]).toEqual([
      [home, { provisionedBytes: gibBytes, reservedBytes: 0 }],
      [fast, { provisionedBytes: 6 * gibBytes, reservedBytes: 6 * gibBytes }],
    ]);
  });

  it('says on the spot what cannot be', () => {
    const draft = draftOf(detail);
    expect(problemsOf({ ...draft, cpuCount: 769, memoryText: '5 MiB' })).toEqual({ cpu: expect.stringContaining('1 to 768'), memory: expect.stringContaining('multiple of 4 MiB') });
    const problem = (sizeText: string) => problemsOf(changeDisk(draft, 'Hard disk 1', { sizeText }))['Hard disk 1'];
    expect(problem('19 GiB')).toBe('Disks only grow: it has 20 GiB.');
    expect(problem('63 TiB')).toMatch(/62 TiB/);
    expect(problem('much')).toBe('Give a size such as 20 GiB.');
    expect(problem('20481 MiB')).toBeUndefined();
    // A removed disk need not make sense any more.
    expect(problemsOf(removeDisk(changeDisk(draft, 'Hard disk 1', { sizeText: 'much' }), 'Hard disk 1'))).toEqual({});
    let many = draft;
    for (let count = 0; count < 59; count += 1) many = addDisk(many);
    expect(problemsOf(many)['disks']).toBe('A virtual machine has at most 60 disks.');
    expect(problemsOf(addNic(draft, null))).toEqual({ 'Network adapter 2 (new)': 'Choose a network.' });
    expect(changeOf(addNic(draft, null), detail)).toBeNull();
  });

  it('begins a new machine with a disk and, where there is a network, an adapter', () => {
    expect(newDraft(network)).toMatchObject({ cpuCount: 2, memoryText: '4 GiB', disks: [{ label: 'Hard disk 1', format: 'thin' }], nics: [{ label: 'Network adapter 1', networkId: network }] });
    expect(newDraft(null).nics).toEqual([]);
  });

  it('gives new disks labels that no snapshot holds', () => {
    expect(addDisk(draftOf(detail), ['Hard disk 2']).disks.at(-1)?.label).toBe('Hard disk 4');
  });
});
