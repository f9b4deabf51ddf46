/** The tree, a grid and the search are three readings of one inventory: after any stream of events they tell the same, and in the end what the yard knows. */
import { expect, it } from 'vitest';
import { searchInventory } from '../../../../renderer/app/search.ts';
import { languageOf } from '../../../../renderer/features/parts/filterLanguages.ts';
import { flattenTree } from '../../../../renderer/features/inventory/treeRows.ts';
import { applyInventoryEvent, initialInventory, type InventoryState } from '../../../../renderer/stores/inventoryEvents.ts';
import { indexOf, vmIdsUnder } from '../../../../renderer/stores/inventoryIndex.ts';
import { placesFrom } from '../../../../renderer/stores/places.ts';
import { createEntryCache, filterEntries } from '../../../../renderer/ui/gridRows.ts';
import type { InventoryEvent } from '../../../../shared/contract/inventory.ts';
import type { ObjectId } from '../../../../shared/ids.ts';
import type { Container, VmRow } from '../../../../shared/model/inventory.ts';
import { machineFields } from '../../../../shared/query/machineFields.ts';
import { createRandom, testSeed, type Random } from '../../../sim/random.ts';
import { containers as base, objectId, vmRow } from './rows.ts';

type Change = Extract<InventoryEvent, { type: 'change' }>;

/** The yard's side: what is so, and every change that told of it. */
class Yard {
  readonly vms = new Map<ObjectId, VmRow>();
  readonly containers = new Map<ObjectId, Container>(base.map((container) => [container.id, container]));
  readonly told: Change[] = [];
  revision = 10;
  readonly #random: Random;
  #lastNumber = 0;

  constructor(random: Random) {
    this.#random = random;
    for (let at = 0; at < 12; at += 1) this.#put(this.#newVm());
  }

  /** One to four objects change together; a change may be told in parts, of which the first raises the revision. */
  step(): Change[] {
    const vms = new Map<ObjectId, VmRow>();
    const removedIds: ObjectId[] = [];
    const containers: Container[] = [];
    for (let count = this.#random.between(1, 4); count > 0; count -= 1) {
      const known = [...this.vms.values()].filter(({ id }) => !vms.has(id));
      const dice = this.#random.below(10);
      if (known.length < 3 || dice < 3) {
        const vm = this.#newVm();
        vms.set(vm.id, vm);
        this.#put(vm);
      } else if (dice < 5) {
        const { id } = this.#random.pick(known);
        this.vms.delete(id);
        removedIds.push(id);
      } else {
        const vm = this.#changed(this.#random.pick(known));
        vms.set(vm.id, vm);
        this.#put(vm);
      }
    }
    if (this.#random.chance(0.2)) containers.push(this.#renameFolder());
    const previousRevision = this.revision;
    this.revision += this.#random.between(1, 3);
    const rows = [...vms.values()];
    const cut = rows.length > 1 && this.#random.chance(0.4) ? this.#random.between(1, rows.length - 1) : rows.length;
    const parts: Change[] = [{ type: 'change', previousRevision, revision: this.revision, containers, vms: rows.slice(0, cut), removedIds }];
    if (cut < rows.length) parts.push({ type: 'change', previousRevision: this.revision, revision: this.revision, containers: [], vms: rows.slice(cut), removedIds: [] });
    this.told.push(...parts);
    return parts;
  }

  snapshot(): InventoryEvent[] {
    const rows = [...this.vms.values()];
    const half = Math.floor(rows.length / 2);
    return [
      { type: 'begin', revision: this.revision, vmCount: rows.length },
      { type: 'page', containers: [...this.containers.values()], vms: rows.slice(0, half) },
      { type: 'page', containers: [], vms: rows.slice(half) },
      { type: 'ready', revision: this.revision },
    ];
  }

  #put(vm: VmRow): void {
    this.vms.set(vm.id, vm);
  }

  #newVm(): VmRow {
    this.#lastNumber += 1;
    return this.#changed(vmRow(this.#lastNumber, { isTemplate: this.#random.chance(0.2) }));
  }

  #changed(vm: VmRow): VmRow {
    return {
      ...vm,
      name: `${this.#random.pick(['web', 'db', 'Desk'])}-${this.#random.below(30)}`,
      powerState: vm.isTemplate ? 'poweredOff' : this.#random.pick(['poweredOn', 'poweredOff', 'suspended'] as const),
      folderId: objectId(this.#random.pick(['group-v1', 'group-v2'])),
      hostId: objectId(this.#random.pick(['host-1', 'host-2'])),
      cpuCount: this.#random.between(1, 4),
    };
  }

  #renameFolder(): Container {
    const folder = base.find(({ id }) => id === 'group-v2');
    if (folder === undefined) throw new Error('The folder is one of the rows for tests.');
    const renamed = { ...folder, name: `desktops-${this.#random.below(5)}` };
    this.containers.set(renamed.id, renamed);
    return renamed;
  }
}

/** A query and what it means, told without the language. */
const queries: [text: string, isTrue: (vm: VmRow, folder: string) => boolean][] = [
  ['kind:vm,template', () => true],
  ['power:on kind:vm', (vm) => !vm.isTemplate && vm.powerState === 'poweredOn'],
  ['-power:on cpu>=3', (vm) => (vm.isTemplate || vm.powerState !== 'poweredOn') && vm.cpuCount >= 3],
  ['host:esx-2 name:we*', (vm) => vm.hostId === 'host-2' && vm.name.startsWith('we')],
  ['folder:desktops template:""', (vm) => vm.folderId === 'group-v2'],
  ['kind:template', (vm) => vm.isTemplate],
  ['folder:desktops-3 kind:vm,template', (vm, folder) => vm.folderId === 'group-v2' && folder === 'desktops-3'],
];

const byId = (ids: Iterable<ObjectId>) => [...ids].sort();
const everything = new Set<ObjectId>(base.map(({ id }) => id));

function expectAgreement(state: InventoryState, seed: number): void {
  const index = indexOf(state.membership);
  const { vms } = state;
  const places = placesFrom(index.containers);
  const root = base.find(({ kind }) => kind === 'vcenter');
  if (root === undefined) throw new Error('There is a root.');
  const inTree = (view: 'vms' | 'hosts') => flattenTree({ view, index, vms, expanded: everything }, new Map()).flatMap(({ id }) => (id.startsWith('vm-') ? [objectId(id)] : []));
  const leaves = inTree('vms');
  expect(byId(inTree('hosts')), `seed ${seed}`).toEqual(byId(leaves.filter((id) => vms.get(id)?.isTemplate === false)));
  const gridRows = vmIdsUnder(index, root).flatMap((id) => vms.get(id) ?? []).map(createEntryCache<VmRow>(({ id }) => id));
  const language = languageOf(machineFields, (vm: VmRow) => ({ vm, places }));
  const folder = state.containers.get(objectId('group-v2'))?.name ?? '';
  for (const [text, isTrue] of queries) {
    const reading = language.read(text);
    const found = searchInventory(text, { index, vms, places });
    const searched = found.groups.flatMap(({ kind, ids }) => (kind === 'vm' || kind === 'template' ? ids : []));
    expect([reading.problem, ...found.problems], text).toEqual([null]);
    const inGrid = filterEntries(gridRows, [], reading).map(({ item }) => item.id);
    expect(byId(searched), `seed ${seed}, search against grid: ${text}`).toEqual(byId(inGrid));
    const wanted = leaves.filter((id) => {
      const vm = vms.get(id);
      return vm !== undefined && isTrue(vm, folder);
    });
    expect(byId(searched), `seed ${seed}, search against tree: ${text}`).toEqual(byId(wanted));
  }
}

it('tells the same in the tree, the grid and the search, whatever is lost or comes twice', () => {
  const first = testSeed('tree, grid and search');
  let gaps = 0;
  for (let run = 0; run < 12; run += 1) {
    const seed = (first + run) >>> 0;
    const random = createRandom(seed);
    const yard = new Yard(random);
    let state: InventoryState = initialInventory;
    const take = (event: InventoryEvent): void => {
      const next = applyInventoryEvent(state, event);
      if (next !== 'resubscribe') {
        state = next;
        return;
      }
      gaps += 1;
      const [begin, ...rest] = yard.snapshot();
      if (begin === undefined) throw new Error('A snapshot has a beginning.');
      for (const part of [begin, ...rest]) {
        const after = applyInventoryEvent(state, part);
        if (after === 'resubscribe') throw new Error('A whole snapshot was refused.');
        state = after;
      }
    };
    for (const event of yard.snapshot()) take(event);
    for (let at = 0; at < 40; at += 1) {
      // A change is lost as a whole: its parts travel together.
      const isLost = random.chance(0.1);
      for (const event of yard.step()) if (!isLost) take(event);
      const known = yard.told.filter(({ revision }) => revision <= state.revision);
      if (known.length > 0 && random.chance(0.3)) take(random.pick(known));
      expectAgreement(state, seed);
    }
    // What was lost last shows with the next change.
    for (const event of yard.step()) take(event);
    expectAgreement(state, seed);
    expect(byId([...state.vms.values()].map(({ id }) => id)), `seed ${seed}`).toEqual(byId(yard.vms.keys()));
    for (const vm of yard.vms.values()) expect(state.vms.get(vm.id), `seed ${seed}`).toEqual(vm);
    expect(state.containers.get(objectId('group-v2'))).toEqual(yard.containers.get(objectId('group-v2')));
  }
  expect(gaps, 'nothing was lost, so nothing was shown').toBeGreaterThan(0);
});
