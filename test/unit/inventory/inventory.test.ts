import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Holds } from '../../../electron/inventory/holds.ts';
import { Inventory } from '../../../electron/inventory/inventory.ts';
import type { VmDraft, VmRecord } from '../../../electron/inventory/records.ts';
import { buildContainers, type BuiltContainers } from '../../../electron/lab/containers.ts';
import { emptyYard } from '../../../electron/lab/sampleYard.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import { objectIdSchema, type VolumeId } from '../../../shared/ids.ts';
import { mibBytes } from '../../../shared/units.ts';
import { MemoryArray } from '../../sim/memoryArray.ts';

let directory: string;
let meta: Meta;
let array: MemoryArray;
let inventory: Inventory;
let volumeId: VolumeId;
let containers: BuiltContainers;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cloneyard-test-'));
  meta = Meta.open(directory);
  array = new MemoryArray({ transaction: (work) => meta.transaction(work) });
  inventory = new Inventory(meta, array);
  await array.commit((tx) => {
    volumeId = array.createVolume(tx, { sizeBytes: 100 * mibBytes });
    containers = buildContainers(emptyYard, [volumeId]);
    inventory.addContainers(tx, containers.records);
  });
});
afterEach(async () => {
  inventory.close();
  await array.close();
  await meta.close();
  rmSync(directory, { recursive: true, force: true });
});

const draft = (name: string, changes: Partial<VmDraft> = {}): VmDraft => ({
  name, isTemplate: false, source: null, folderId: containers.idOf('folder', 'Virtual machines'), hostId: containers.idOf('host', 'esx-01.yard.local'), datastoreId: containers.idOf('datastore', 'datastore1'),
  powerState: 'poweredOff', guestOs: '', cpuCount: 1, memoryBytes: mibBytes, notes: '', disks: [], ...changes,
});
const addWithDisks = (...names: string[]): Promise<VmRecord[]> =>
  array.commit((tx) =>
    inventory.addVms(tx, names.map((name) => {
      const fileId = array.createFile(tx, volumeId, mibBytes);
      return draft(name, { disks: [{ fileId, sizeBytes: mibBytes, label: 'Hard disk 1', mechanism: 'imported', mechanismReason: 'Made for a test.' }] });
    })),
  );

test('ids start at vm-101, grow and are never used again', async () => {
  const [first, second] = await addWithDisks('a', 'b');
  expect([first?.id, second?.id]).toEqual(['vm-101', 'vm-102']);
  await array.commit((tx) => inventory.removeVms(tx, second ? [second] : []));
  inventory.close();
  inventory = new Inventory(meta, array);
  const [third] = await addWithDisks('b');
  expect(third?.id).toBe('vm-103');
});

test('names are unique without regard to case, over templates and machines', async () => {
  await addWithDisks('Web-01');
  await expect(addWithDisks('x', 'WEB-01')).rejects.toMatchObject({ code: 'DuplicateName', data: { names: ['WEB-01'] } });
  await expect(addWithDisks('y', 'Y')).rejects.toMatchObject({ code: 'DuplicateName' });
  await expect(addWithDisks('a/b')).rejects.toMatchObject({ code: 'InvalidName' });
  expect(inventory.vmCount).toBe(1);
  expect(inventory.findVmByName('wEb-01')?.id).toBe('vm-101');
});

test('a transaction that is not committed changes neither store nor memory', async () => {
  const before = inventory.feed.revision;
  await expect(
    array.commit((tx) => {
      inventory.addVms(tx, [draft('a')]);
      throw new Error('power cut');
    }),
  ).rejects.toThrow('power cut');
  expect(inventory.isNameTaken('a')).toBe(false);
  expect(inventory.storedVms(0, 10)).toEqual([]);
  expect(inventory.feed.revision).toBe(before);
});

test('reserved names are taken until they are released', () => {
  const release = inventory.reserveName('Gold');
  expect(inventory.isNameTaken('gold')).toBe(true);
  expect(() => inventory.reserveName('GOLD')).toThrow(expect.objectContaining({ code: 'DuplicateName' }));
  release();
  expect(inventory.isNameTaken('gold')).toBe(false);
  expect(() => inventory.reserveName(' gold')).toThrow(expect.objectContaining({ code: 'InvalidName' }));
});

test('counts follow every change and are the same after a restart', async () => {
  const [template] = await addWithDisks('gold', 'other');
  if (!template) throw new Error('Nothing was added.');
  const clones = await array.commit((tx) => inventory.addVms(tx, ['c1', 'c2', 'c3'].map((name) => draft(name, { source: { id: template.id, name: template.name } }))));
  const counts = (): unknown => [inventory.vmCount, inventory.cloneCount(template.id), inventory.hostVmCount(template.hostId), inventory.provisionedBytes(template.datastoreId), inventory.templateCount];
  expect(counts()).toEqual([5, 3, 5, 2 * mibBytes, 0]);
  await array.commit((tx) => inventory.removeVms(tx, clones.slice(0, 1)));
  expect(counts()).toEqual([4, 2, 4, 2 * mibBytes, 0]);
  await array.commit((tx) => {
    inventory.removeVms(tx, [template]);
    for (const disk of template.disks) array.deleteFile(tx, disk.fileId);
  });
  expect(inventory.provisionedBytes(template.datastoreId)).toBe(mibBytes);
  expect(inventory.findVmByName('c3')?.source?.name).toBe('gold');
  const before = counts();
  inventory.close();
  inventory = new Inventory(meta, array);
  expect(counts()).toEqual(before);
});

test('what does not exist is not found', () => {
  expect(() => inventory.vm(objectIdSchema.parse('vm-7'))).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound' }));
  expect(() => inventory.datastore(containers.idOf('host', 'esx-01.yard.local'))).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound' }));
});

test('readers share a disk, a writer has it alone', () => {
  const holds = new Holds();
  const id = objectIdSchema.parse('vm-1');
  const take = (mode: 'read' | 'write'): (() => void) => holds.take(id, 'web', mode, 'Export disk');
  const releases = [take('read'), take('read')];
  expect(() => take('write')).toThrow(expect.objectContaining({ code: 'TaskInProgress', data: { names: ['web'], hint: expect.any(String) } }));
  expect(holds.purposeOf(id)).toBe('Export disk');
  for (const release of releases) release();
  expect(holds.purposeOf(id)).toBeNull();
  const release = take('write');
  expect(() => take('read')).toThrow(expect.objectContaining({ code: 'TaskInProgress' }));
  release();
  take('read')();
});
