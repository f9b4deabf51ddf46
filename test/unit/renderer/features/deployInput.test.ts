import { describe, expect, it } from 'vitest';
import { computeRows, homeOf, networksOf } from '../../../../renderer/features/deploy/computeRows.ts';
import {
  draftOf, hardwareProblems, inputOf, namesDevices, nameTrouble, newInput, proposeName, specOf, withHardware, withTemplate, type DeployInput,
} from '../../../../renderer/features/deploy/deployInput.ts';
import { addDisk, addedDiskRows, addNic, changeDisk, changeNic, nicRows, removeDisk, removeNic, type TemplateHardware } from '../../../../renderer/features/deploy/deployDevices.ts';
import { draftStep, draftTitle } from '../../../../renderer/features/drafts/draftWords.ts';
import { keptOf, openedFrom, type CloneDraft } from '../../../../renderer/features/rapidClone/draft.ts';
import { deploySpecSchema, templateHardware } from '../../../../shared/model/deploy.ts';
import { deployDraftSchema, rapidCloneDraftSchema } from '../../../../shared/model/draft.ts';
import type { Container } from '../../../../shared/model/inventory.ts';
import { gibBytes } from '../../../../shared/units.ts';
import { objectId, vmRow } from '../stores/rows.ts';

const template = vmRow(3, { name: 'gold', isTemplate: true, cpuCount: 2, memoryBytes: 4 * gibBytes });
const space = { provisionedBytes: 0, logicalBytes: 0, uniqueBytes: 0, sharedBytes: 0, snapshotBytes: 0, isExact: true };
const detail: TemplateHardware = {
  disks: [1, 2].map((number) => ({ label: `Hard disk ${number}`, datastoreId: template.datastoreId, sizeBytes: 20 * gibBytes, format: 'thin', mechanism: 'imported', mechanismReason: '', space })),
  nics: [{ label: 'Network adapter 1', networkId: objectId('network-1'), isConnected: true, macAddress: '00:50:56:00:00:01' }],
};
const opening = { templateId: template.id, computeId: null, folderId: null, datastoreId: null };
const fresh = { ...newInput(opening), name: 'web' };

describe('what is asked for', () => {
  it('is what the contract takes, and as the template has it unless told otherwise', () => {
    const spec = specOf(fresh, detail);
    expect(deploySpecSchema.parse(spec)).toEqual(spec);
    expect(spec).toMatchObject({ name: 'web', hardware: templateHardware, customizationId: null, powerOn: false });
    expect(spec).not.toHaveProperty('diskFormat');
    expect(specOf(newInput({ ...opening, templateId: null }), null)).toBeNull();
  });
  it('tells only what is other than in the template', () => {
    const input: DeployInput = { ...withHardware(fresh, template), diskTexts: { 'Hard disk 1': '20 GiB', 'Hard disk 2': '30' }, nicNetworks: { 'Network adapter 1': objectId('network-2') } };
    expect(specOf(input, detail)?.hardware).toEqual({
      ...templateHardware, cpuCount: 2, memoryBytes: 4 * gibBytes, growDisks: [{ label: 'Hard disk 2', sizeBytes: 30 * gibBytes }], changeNics: [{ label: 'Network adapter 1', networkId: objectId('network-2') }],
    });
    expect(specOf({ ...input, customizesHardware: false }, detail)?.hardware).toEqual(templateHardware);
  });
  it('leaves out hardware that cannot be had, so that the rest can be planned', () => {
    const input = withHardware(fresh, template);
    for (const [change, field] of [
      [{ cpuCount: 0 }, 'cpu'], [{ cpuCount: Number.NaN }, 'cpu'], [{ cpuCount: 769 }, 'cpu'], [{ memoryText: '' }, 'memory'], [{ memoryText: '5 MiB' }, 'memory'],
      [{ diskTexts: { 'Hard disk 1': '19 GiB' } }, 'Hard disk 1'], [{ diskTexts: { 'Hard disk 2': 'big' } }, 'Hard disk 2'], [{ diskTexts: { 'Hard disk 2': '63 TiB' } }, 'Hard disk 2'],
    ] as const) {
      expect(Object.keys(hardwareProblems({ ...input, ...change }, detail)), JSON.stringify(change)).toEqual([field]);
      expect(specOf({ ...input, ...change }, detail)?.hardware).toEqual(templateHardware);
    }
    expect(hardwareProblems(input, detail)).toEqual({});
    expect(Object.keys(hardwareProblems({ ...input, addedDisks: [{ sizeText: 'much', format: 'thin', datastoreId: null }], addedNics: [{ networkId: null, isConnected: true }] }, detail))).toEqual(['disk 0', 'adapter 0']);
    expect(hardwareProblems({ ...fresh, cpuCount: 0 }, detail)).toEqual({});
  });
  it('forgets the hardware of another template, and keeps what was typed when a step goes and comes back', () => {
    const typed = { ...withHardware(fresh, template), cpuCount: 8, diskTexts: { 'Hard disk 1': '40' } };
    expect(withHardware({ ...typed, customizesHardware: false }, template)).toEqual(typed);
    const other = vmRow(4, { isTemplate: true, cpuCount: 3, memoryBytes: gibBytes });
    expect(withTemplate(typed, other)).toMatchObject({ templateId: other.id, cpuCount: 3, memoryText: '1 GiB', diskTexts: {} });
    expect(withTemplate({ ...typed, customizesHardware: false }, other)).toMatchObject({ cpuCount: Number.NaN, memoryText: '' });
  });
});

describe('disks and adapters of the machine', () => {
  const input = withHardware(fresh, template);
  const networkOf = (number: number) => objectId(`network-${number}`);
  it('are called as the yard will call them', () => {
    const more = { ...input, ...addDisk(input), ...addNic(input, networkOf(2)) };
    expect(addedDiskRows(more, detail).map(({ label }) => label)).toEqual(['Hard disk 3']);
    expect(nicRows(more, detail).map(({ label }) => label)).toEqual(['Network adapter 1', 'Network adapter 2']);
    // The number of one that is left out is free again, as in the yard.
    const [own] = nicRows(more, detail);
    const without = { ...more, ...removeNic(more, own ?? expect.fail()) };
    expect(nicRows(without, detail).map(({ label, isRemoved }) => [label, isRemoved])).toEqual([['Network adapter 1', true], ['Network adapter 1', false]]);
    expect(specOf(without, detail)?.hardware).toMatchObject({ addDisks: [{ sizeBytes: 16 * gibBytes, format: 'thin' }], addNics: [{ networkId: networkOf(2), isConnected: true }], changeNics: [], removeNics: ['Network adapter 1'] });
  });
  it('change one by one, and come back when they are kept after all', () => {
    let now = { ...input, ...addNic(input, networkOf(2)) };
    now = { ...now, ...addNic(now, null) };
    const rowsOf = (at: DeployInput) => nicRows(at, detail);
    const [own, first, second] = rowsOf(now);
    if (!own || !first || !second) return expect.fail();
    now = { ...now, ...changeNic(now, second, { networkId: networkOf(3), isConnected: false }) };
    now = { ...now, ...changeNic(now, own, { isConnected: false }) };
    expect(specOf(now, detail)?.hardware).toMatchObject({ addNics: [{ networkId: networkOf(2), isConnected: true }, { networkId: networkOf(3), isConnected: false }], changeNics: [{ label: 'Network adapter 1', isConnected: false }] });
    now = { ...now, ...removeNic(now, first) };
    expect(rowsOf(now).map(({ networkId }) => networkId)).toEqual([networkOf(1), networkOf(3)]);
    now = { ...now, ...removeNic(now, own) };
    now = { ...now, ...changeNic(now, own, { isRemoved: false, isConnected: true }) };
    expect(specOf(now, detail)?.hardware).toMatchObject({ addNics: [{ networkId: networkOf(3) }], changeNics: [], removeNics: [] });
    let disks = { ...input, ...addDisk(input) };
    disks = { ...disks, ...addDisk(disks) };
    const [one, two] = addedDiskRows(disks, detail);
    if (!one || !two) return expect.fail();
    disks = { ...disks, ...changeDisk(disks, two, { sizeText: '3', format: 'eagerZeroedThick', datastoreId: objectId('datastore-9') }) };
    disks = { ...disks, ...removeDisk(disks, one) };
    expect(specOf(disks, detail)?.hardware.addDisks).toEqual([{ sizeBytes: 3 * gibBytes, format: 'eagerZeroedThick', datastoreId: 'datastore-9' }]);
    const [kept] = addedDiskRows(disks, detail);
    if (!kept) return expect.fail();
    // A change of something else leaves it where it is; null brings it back to the machine.
    disks = { ...disks, ...changeDisk(disks, kept, { sizeText: '4' }) };
    expect(specOf(disks, detail)?.hardware.addDisks).toMatchObject([{ sizeBytes: 4 * gibBytes, datastoreId: 'datastore-9' }]);
    expect(specOf({ ...disks, ...changeDisk(disks, kept, { datastoreId: null }) }, detail)?.hardware.addDisks[0]).not.toHaveProperty('datastoreId');
  });
  it('are no more than a machine can have', () => {
    const disks = { ...input, addedDisks: Array.from({ length: 59 }, () => ({ sizeText: '1', format: 'thin' as const, datastoreId: null })) };
    expect(Object.keys(hardwareProblems(disks, detail))).toEqual(['disks']);
    const nics = { ...input, addedNics: Array.from({ length: 10 }, () => ({ networkId: networkOf(1), isConnected: true })) };
    expect(Object.keys(hardwareProblems(nics, detail))).toEqual(['nics']);
    expect(hardwareProblems({ ...nics, removedNics: ['Network adapter 1'] }, detail)).toEqual({});
  });
});

describe('where disks of the template go', () => {
  const [there, fast] = [template.datastoreId, objectId('datastore-9')];
  const placed: DeployInput = { ...fresh, placesDisks: true, diskPlaces: { 'Hard disk 2': fast, 'Hard disk 7': fast } };
  it('is told of those that are placed, and only while disks are placed one by one', () => {
    const spec = specOf(placed, detail);
    expect(deploySpecSchema.parse(spec)).toEqual(spec);
    expect(spec?.diskPlacement).toEqual([{ label: 'Hard disk 2', datastoreId: fast }]);
    expect(specOf({ ...placed, placesDisks: false }, detail)).not.toHaveProperty('diskPlacement');
    expect(specOf(fresh, detail)).not.toHaveProperty('diskPlacement');
  });
  it('is not told where they go anyway', () => {
    expect(specOf({ ...placed, datastoreId: fast }, detail)).not.toHaveProperty('diskPlacement');
    expect(specOf({ ...placed, datastoreId: fast, diskPlaces: { 'Hard disk 1': there } }, detail)?.diskPlacement).toEqual([{ label: 'Hard disk 1', datastoreId: there }]);
  });
  it('waits for what the template has, as other hardware does', () => {
    const hardware = { ...withHardware(fresh, template), diskTexts: { 'Hard disk 2': '30' } };
    for (const wish of [placed, hardware]) {
      expect(specOf(wish, null)).not.toEqual(specOf(wish, detail));
      expect(namesDevices(wish)).toBe(true);
    }
    expect(specOf(fresh, null)).toEqual(specOf(fresh, detail));
    expect(namesDevices(fresh)).toBe(false);
  });
  it('is forgotten with another template', () => {
    expect(withTemplate(placed, vmRow(4, { isTemplate: true }))).toMatchObject({ placesDisks: false, diskPlaces: {} });
  });
});

describe('names', () => {
  it('are proposed free, and judged as the yard does', () => {
    expect(proposeName(template, [])).toBe('gold-01');
    expect(proposeName(template, [{ name: 'Gold-01' }, { name: 'gold-02' }])).toBe('gold-03');
    expect(proposeName({ name: 'x'.repeat(80) }, [])).toHaveLength(75);
    expect(nameTrouble('Web', [{ name: 'web' }])).toBe('The name web is already in use.');
    expect(nameTrouble('web', [{ name: 'web-1' }])).toBe('');
    expect(nameTrouble('', [])).not.toBe('');
    expect(nameTrouble('a/b', [])).not.toBe('');
  });
});

describe('put aside', () => {
  it('comes back as it was, empty fields included', () => {
    const input: DeployInput = { ...withHardware(fresh, template), cpuCount: Number.NaN, memoryText: '4 Gi', diskTexts: { 'Hard disk 1': '' }, powerOn: true, diskFormat: 'thin', placesDisks: true, diskPlaces: { 'Hard disk 2': objectId('datastore-9') } };
    const kept = draftOf(input, 'hardware');
    expect(deployDraftSchema.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
    expect(inputOf(kept)).toEqual(input);
    const clones: CloneDraft = { sourceId: null, count: Number.NaN, pattern: 'vdi-{n', startNumber: 5, computeId: null, folderId: null, datastoreId: null, powerOn: false, policy: 'same', diskFormat: null };
    expect(openedFrom(rapidCloneDraftSchema.parse(keptOf(clones, 'names')))).toEqual(clones);
  });
  it('has a name by what it is about, and tells where it was left', () => {
    const kept = draftOf(fresh, 'storage');
    expect(draftTitle(kept, 'gold')).toBe('Deploy web from gold');
    expect(draftTitle({ ...kept, name: ' ' }, undefined)).toBe('Deploy from template');
    expect(draftTitle({ ...kept, name: '' }, 'gold')).toBe('Deploy from gold');
    expect(draftStep(kept)).toBe('Select storage');
    expect(draftStep({ ...kept, stepId: 'of another version' })).toBe('');
  });
});

describe('places', () => {
  const hostFacts = { kind: 'host', model: 'Simulated', cpuCoreCount: 8, cpuMhz: 2400, memoryBytes: 1024 } as const;
  const containers: Container[] = [
    { id: objectId('datacenter-1'), name: 'DC', kind: 'datacenter', parentId: objectId('vcenter-1') },
    { id: objectId('datacenter-2'), name: 'Other', kind: 'datacenter', parentId: objectId('vcenter-1') },
    { id: objectId('domain-c1'), name: 'cluster', kind: 'cluster', parentId: objectId('datacenter-1') },
    { id: objectId('host-1'), name: 'esx-1', parentId: objectId('domain-c1'), connectionState: 'connected', ...hostFacts },
    { id: objectId('host-2'), name: 'esx-2', parentId: objectId('domain-c1'), connectionState: 'maintenance', ...hostFacts },
    { id: objectId('host-3'), name: 'esx-3', parentId: objectId('datacenter-2'), connectionState: 'disconnected', ...hostFacts },
    { id: objectId('network-1'), name: 'VM Network', kind: 'network', parentId: objectId('datacenter-1'), vlanId: null },
    { id: objectId('network-2'), name: 'Far', kind: 'network', parentId: objectId('datacenter-2'), vlanId: 5 },
  ];
  it('say whether a machine can be made there', () => {
    expect(computeRows(containers).map(({ name, state, problem }) => [name, state, problem])).toEqual([
      ['cluster', '1 of 2 hosts connected', ''], ['esx-1', 'Connected', ''], ['esx-2', 'Maintenance mode', 'esx-2 is in maintenance mode.'], ['esx-3', 'Disconnected', 'esx-3 is disconnected.'],
    ]);
  });
  it('begin with the cluster of the host, or the host alone, and offer the networks of their datacenter', () => {
    expect(homeOf({ hostId: objectId('host-2') }, containers)).toBe('domain-c1');
    expect(homeOf({ hostId: objectId('host-3') }, containers)).toBe('host-3');
    expect(networksOf(objectId('domain-c1'), containers).map(({ name }) => name)).toEqual(['VM Network']);
    expect(networksOf(objectId('host-3'), containers).map(({ name }) => name)).toEqual(['Far']);
    expect(networksOf(null, containers)).toEqual([]);
  });
});
