import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DraftStore } from '../../../electron/cloning/drafts.ts';
import { Meta, type Table } from '../../../electron/meta/meta.ts';
import { objectIdSchema, storagePolicyIdSchema } from '../../../shared/ids.ts';
import { deployDraftSchema, draftIdSchema, draftLimit, type DeployDraft, type DraftId, type RapidCloneDraft } from '../../../shared/model/draft.ts';

const deploy: DeployDraft = {
  type: 'deployTemplate', version: 1, stepId: 'storage', asksTemplate: false, templateId: objectIdSchema.parse('vm-101'), name: 'web ', folderId: null, computeId: null,
  datastoreId: objectIdSchema.parse('datastore-9'), policy: storagePolicyIdSchema.parse('policy-2'), diskFormat: 'thin', customizesGuest: true, customizationId: null, customizesHardware: true, powerOn: true, cpuCount: null, memoryText: '4 Gi',
  diskTexts: { 'Hard disk 1': '20' }, nicNetworks: { 'Network adapter 1': objectIdSchema.parse('network-3') },
  placesDisks: true, diskPlaces: { 'Hard disk 2': objectIdSchema.parse('datastore-12') },
  addedDisks: [{ sizeText: '8 Gi', format: 'eagerZeroedThick', datastoreId: objectIdSchema.parse('datastore-12') }], addedNics: [{ networkId: null, isConnected: false }], removedNics: ['Network adapter 2'], nicConnections: { 'Network adapter 1': false },
};
const clones: RapidCloneDraft = {
  type: 'rapidClone', version: 1, stepId: 'names', sourceId: null, count: null, pattern: 'vdi-{n', startNumber: 7, computeId: null, folderId: null, datastoreId: null, powerOn: false, policy: 'same', diskFormat: null,
};

let directory = '';
let meta: Meta;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cloneyard-test-'));
  meta = Meta.open(directory);
});
afterEach(async () => {
  await meta.close();
  rmSync(directory, { recursive: true, force: true });
});

const newId = (): DraftId => draftIdSchema.parse(crypto.randomUUID());

test('what was typed is kept as it was typed, over a restart', async () => {
  const store = new DraftStore(meta);
  const [first, second] = [newId(), newId()];
  store.save(first, deploy);
  store.save(second, clones);
  await meta.close();
  meta = Meta.open(directory);
  const { drafts, unreadable } = new DraftStore(meta).list();
  expect(new Map(drafts.map(({ id, content }) => [id, content]))).toEqual(new Map<DraftId, unknown>([[first, deploy], [second, clones]]));
  expect(unreadable).toEqual([]);
});

test('saving again replaces and comes first; removing is done once', () => {
  const store = new DraftStore(meta);
  const [first, second] = [newId(), newId()];
  const times = [1000, 2000, 3000];
  const clock = Date.now;
  Date.now = () => times.shift() ?? 4000;
  try {
    store.save(first, deploy);
    store.save(second, clones);
    store.save(first, { ...deploy, name: 'db' });
  } finally {
    Date.now = clock;
  }
  expect(store.list().drafts).toEqual([
    { id: first, savedAtMs: 3000, content: { ...deploy, name: 'db' } },
    { id: second, savedAtMs: 2000, content: clones },
  ]);
  expect(store.remove(first).drafts.map(({ id }) => id)).toEqual([second]);
  expect(store.remove(first).drafts.map(({ id }) => id)).toEqual([second]);
});

test('what another version wrote is kept, told, and can be removed', () => {
  const store = new DraftStore(meta);
  const id = newId();
  const table: Table<string, unknown> = meta.table('wizardDrafts');
  meta.transaction((tx) => table.put(tx, id, { savedAtMs: 5, content: { ...deploy, version: 2 } }));
  store.save(newId(), clones);
  expect(store.list()).toMatchObject({ drafts: [{ content: clones }], unreadable: [{ id, savedAtMs: 5 }] });
  expect(store.remove(id).unreadable).toEqual([]);
});

test('there is a limit, which does not keep anybody from saving again', () => {
  const store = new DraftStore(meta);
  const ids = Array.from({ length: draftLimit }, newId);
  for (const id of ids) store.save(id, deploy);
  expect(() => store.save(newId(), deploy)).toThrow(expect.objectContaining({ code: 'LimitExceeded' }));
  const [first] = ids;
  if (first === undefined) throw new Error('There is no draft.');
  expect(store.save(first, clones).drafts).toHaveLength(draftLimit);
  store.remove(first);
  expect(store.save(newId(), deploy).drafts).toHaveLength(draftLimit);
});

test('a deployment that was put aside before disks and adapters could be added, or disks be placed, means none', () => {
  const { addedDisks: _disks, addedNics: _nics, removedNics: _removed, nicConnections: _connections, placesDisks: _places, diskPlaces: _where, ...old } = deploy;
  expect(deployDraftSchema.parse(old)).toEqual({ ...deploy, addedDisks: [], addedNics: [], removedNics: [], nicConnections: {}, placesDisks: false, diskPlaces: {} });
  expect(deployDraftSchema.parse({ ...old, addedDisks: [{ sizeText: '8', format: 'thin' }] }).addedDisks).toEqual([{ sizeText: '8', format: 'thin', datastoreId: null }]);
});
