import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultHostSwitches } from '../../../electron/acceleration/hostSwitches.ts';
import { planClones, type CloneFacts } from '../../../electron/cloning/plan.ts';
import { arrayProfiles } from '../../../electron/offload/device/profiles.ts';
import type { CloneRuleFacts } from '../../../electron/offload/rules/facts.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import type { ClonePlan, CloneSpec } from '../../../shared/model/clonePlan.ts';
import { clonePlanSchema } from '../../../shared/model/clonePlan.ts';
import type { Container, VmRow } from '../../../shared/model/inventory.ts';
import { nameKey, nameLimitChars } from '../../../shared/naming.ts';
import { gibBytes } from '../../../shared/units.ts';
import { cloneSpec } from '../../fixtures/yard.ts';

const id = (text: string): ObjectId => objectIdSchema.parse(text);

const host = (number: number, parentId: string, connectionState: 'connected' | 'disconnected' | 'maintenance' = 'connected'): Container => ({
  id: id(`host-${number}`), kind: 'host', name: `esx-0${number}`, parentId: id(parentId), connectionState, model: 'Simulated', cpuCoreCount: 8, cpuMhz: 2000, memoryBytes: gibBytes,
});
const datastore = (number: number, freeBytes = 100 * gibBytes): Container => ({
  id: id(`datastore-${number}`), kind: 'datastore', name: `ds-${number}`, parentId: id('datacenter-1'), type: 'NFS',
  space: { capacityBytes: 200 * gibBytes, provisionedBytes: 50 * gibBytes, logicalBytes: 110 * gibBytes, physicalBytes: 200 * gibBytes - freeBytes, snapshotBytes: 0, reservedBytes: 0, savedBytes: 10 * gibBytes, savedByDedupeBytes: 0, savedByCloneBytes: 10 * gibBytes, freeBytes, isExact: true },
});
const source: VmRow = {
  id: id('vm-101'), name: 'gold', isTemplate: true, source: null, folderId: id('group-v1'), hostId: id('host-1'), datastoreId: id('datastore-1'), networkIds: [], powerState: 'poweredOff', guestOs: 'Linux',
  cpuCount: 2, memoryBytes: gibBytes, createdAtMs: 0, snapshotCount: 0, space: { provisionedBytes: 10 * gibBytes, logicalBytes: 2 * gibBytes, uniqueBytes: 0, sharedBytes: 2 * gibBytes, snapshotBytes: 0, isExact: true },
};
const containers: Container[] = [
  { id: id('datacenter-1'), kind: 'datacenter', name: 'DC', parentId: id('vcenter-1') },
  { id: id('domain-c1'), kind: 'cluster', name: 'cluster-a', parentId: id('datacenter-1') },
  { id: id('domain-c2'), kind: 'cluster', name: 'cluster-b', parentId: id('datacenter-1') },
  host(1, 'domain-c1'), host(2, 'domain-c1'), host(3, 'domain-c1', 'maintenance'), host(4, 'domain-c2', 'disconnected'), host(5, 'datacenter-1'),
  { id: id('group-v1'), kind: 'folder', name: 'Desktops', parentId: id('datacenter-1') },
  datastore(1), datastore(2), datastore(3, gibBytes),
];

/** Two filers' worth of datastores on one array, and a source that lies on the first. */
function ruleFacts(hostId: ObjectId, count: number, target = 1): CloneRuleFacts {
  const place = (number: number): CloneRuleFacts['target'] => ({
    id: id(`datastore-${number}`), name: `ds-${number}`, type: 'NFS', profile: arrayProfiles.nasFiler, fileBlockBytes: 0, switches: { isMoveOn: true, isInitOn: true, isLockingOn: true }, distrust: null,
  });
  return {
    host: { id: hostId, name: hostId, switches: defaultHostSwitches },
    machine: {
      id: source.id, name: source.name, powerState: source.powerState, isWindows: false, hasEnableUuid: false, hasSnapshot: false, cloneCount: 0,
      disks: [{ label: 'Hard disk 1', backing: 'flat', format: 'thin', sizeBytes: 10 * gibBytes, logicalBytes: 2 * gibBytes, misalignmentBytes: 0 }],
    },
    targetFormat: null, source: place(1), target: place(target), count, splitLoadBytes: 0,
  };
}

function factsWith(changes: Partial<CloneFacts> = {}, taken: readonly string[] = []): CloneFacts {
  const keys = new Set(taken.map(nameKey));
  return { source, containers, hostVmCount: () => 0, isNameTaken: (name) => keys.has(nameKey(name)), clonesPerSecond: null, copyRate: () => null, ruleRoutes: (hostId, count) => [ruleFacts(hostId, count)], ...changes };
}
const plan = (changes: Partial<CloneSpec> = {}, facts = factsWith()): ClonePlan => {
  const target = Number(/\d+$/.exec(changes.datastoreId ?? 'datastore-1')?.[0] ?? 1);
  return clonePlanSchema.parse(planClones({ ...facts, ruleRoutes: (hostId, count) => [ruleFacts(hostId, count, target)] }, cloneSpec(source.id, 10, changes)));
};
const refusalCodes = (made: ClonePlan): string[] => made.refusals.map((fault) => fault.code);

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(Object.freeze(value))) deepFreeze(part);
  return value;
}

test('a plan on the datastore of the source copies nothing', () => {
  const made = plan();
  expect(made.refusals).toEqual([]);
  expect(made.clones.map((clone) => clone.name)).toEqual(Array.from({ length: 10 }, (_, index) => `vdi-${String(index + 1).padStart(3, '0')}`));
  expect(made.mechanisms).toEqual([{ mechanism: 'fileClone', count: 10, reason: expect.stringContaining('same datastore'), decision: expect.objectContaining({ mechanism: 'fileClone', isOffloaded: true }) }]);
  expect(made.bytesToCopy).toBe(0);
  expect(made.worstCaseBytes).toBe(100 * gibBytes);
  expect(made.datastore.after).toEqual({ provisionedBytes: 150 * gibBytes, physicalBytes: 100 * gibBytes, freeBytes: 100 * gibBytes });
  expect(made).toMatchObject({ folderName: 'Desktops', computeName: 'cluster-a', estimate: null, warnings: [] });
});

test('on another datastore the first clone is copied once and the others are cloned from it', () => {
  const made = plan({ datastoreId: id('datastore-2') });
  expect(made.clones.map((clone) => clone.mechanism)).toEqual(['fullCopy', ...Array.from({ length: 9 }, () => 'fileClone')]);
  expect(made.mechanisms.map(({ mechanism, count }) => [mechanism, count])).toEqual([['fullCopy', 1], ['fileClone', 9]]);
  expect(made.mechanisms.every(({ reason }) => reason.length > 20)).toBe(true);
  expect(made.bytesToCopy).toBe(2 * gibBytes);
  expect(made.datastore.after.physicalBytes).toBe(102 * gibBytes);
  expect(made.datastore.after.freeBytes).toBe(98 * gibBytes);
  expect(plan({ datastoreId: id('datastore-2'), count: 1 }).mechanisms).toHaveLength(1);
});

test('a copy that does not fit is refused; a worst case that does not fit is a warning', () => {
  expect(refusalCodes(plan({ datastoreId: id('datastore-3') }))).toEqual(['InsufficientStorageSpace']);
  const big = plan({ count: 11 });
  expect(big.refusals).toEqual([]);
  expect(big.warnings).toEqual([expect.stringContaining('every block')]);
});

describe('thick disks', () => {
  const thick = (target: number): CloneFacts['ruleRoutes'] => (hostId, count) => [{ ...ruleFacts(hostId, count, target), targetFormat: 'lazyZeroedThick' }];
  const planThick = (target: number, changes: Partial<CloneSpec>, facts: Partial<CloneFacts> = {}): ClonePlan =>
    clonePlanSchema.parse(planClones(factsWith({ ruleRoutes: thick(target), ...facts }), cloneSpec(source.id, 1, { diskFormat: 'lazyZeroedThick', datastoreId: id(`datastore-${target}`), ...changes })));

  test('take their whole size where they are copied, and what they do not share where they are cloned', () => {
    const copied = planThick(2, {});
    expect(copied).toMatchObject({ bytesToCopy: 2 * gibBytes, neededBytes: 10 * gibBytes, refusals: [], datastore: { after: { freeBytes: 90 * gibBytes, physicalBytes: 102 * gibBytes } } });
    expect(planThick(2, { count: 3 })).toMatchObject({ bytesToCopy: 2 * gibBytes, neededBytes: 26 * gibBytes });
    expect(planThick(1, { count: 5 })).toMatchObject({ bytesToCopy: 0, neededBytes: 40 * gibBytes, datastore: { after: { freeBytes: 60 * gibBytes } } });
  });

  test('that do not fit are refused, unless the datastore grows by itself', () => {
    const made = planThick(1, { count: 13 });
    expect(made.refusals).toMatchObject([{ code: 'InsufficientStorageSpace', message: '"ds-1" has 100 GiB free; the clones take 104 GiB, since thick disks have their whole size set aside.' }]);
    expect(planThick(1, { count: 12 }).refusals).toEqual([]);
    expect(planThick(1, { count: 13 }, { growthBytes: () => 4 * gibBytes }).refusals).toEqual([]);
  });
});

test('a source that is not powered off is refused by name', () => {
  for (const powerState of ['poweredOn', 'suspended'] as const) {
    const made = plan({}, factsWith({ source: { ...source, powerState } }));
    expect(made.refusals).toMatchObject([{ code: 'InvalidPowerState', names: ['gold'] }]);
  }
});

describe('names', () => {
  test('collisions are refused with the first twenty and how many there are', () => {
    const taken = Array.from({ length: 30 }, (_, index) => `VDI-0${String(index + 11)}`);
    const made = plan({ count: 50 }, factsWith({}, taken));
    expect(made.refusals).toHaveLength(1);
    expect(made.refusals[0]).toMatchObject({ code: 'DuplicateName', message: '30 of 50 names are already in use, the first is "vdi-011".' });
    expect(made.refusals[0]?.names).toEqual(Array.from({ length: 20 }, (_, index) => `vdi-0${index + 11}`));
    expect(plan({}, factsWith({}, ['vdi-004'])).refusals[0]?.message).toBe('The name "vdi-004" is already in use.');
  });

  test('names that are too long or not allowed are refused', () => {
    const long = plan({ pattern: `${'x'.repeat(nameLimitChars - 1)}{n}`, startNumber: 8 });
    expect(long.refusals).toMatchObject([{ code: 'InvalidName' }]);
    expect(long.refusals[0]?.names).toHaveLength(8);
    expect(refusalCodes(plan({ pattern: 'a/b-{n}' }))).toEqual(['InvalidName']);
    expect(refusalCodes(plan({ pattern: '{n}-{n}' }))).toEqual(['InvalidName']);
    expect(plan({ pattern: '{m}' }).clones).toEqual([]);
  });

  test('whatever the pattern, every name is distinct, in order and as many as asked for', () => {
    const text = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), text, fc.integer({ min: 0, max: 99_990 }), fc.integer({ min: 1, max: 300 }), (prefix, width, suffix, startNumber, count) => {
        for (const pattern of [`${prefix}{n:0${width}}${suffix}`, `${prefix}{n:fixed=${width}}${suffix}`]) {
          const made = plan({ pattern, startNumber, count });
          const names = made.clones.map((clone) => clone.name);
          expect(refusalCodes(made)).toEqual([]);
          expect(new Set(names.map(nameKey)).size).toBe(count);
          names.forEach((name, index) => {
            expect(name.startsWith(prefix) && name.endsWith(suffix)).toBe(true);
            const digits = name.slice(prefix.length, name.length - suffix.length);
            expect(Number(digits)).toBe(startNumber + index);
            expect(digits.length).toBeGreaterThanOrEqual(width);
          });
        }
      }),
      { numRuns: 25 },
    );
  });

  test('exactly the taken names are refused', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), (numbers) => {
        const taken = numbers.map((number) => `Vdi-${String(number).padStart(3, '0')}`);
        const colliding = numbers.filter((number) => number <= 40).toSorted((a, b) => a - b);
        const made = plan({ count: 40 }, factsWith({}, taken));
        const names = made.refusals.flatMap((fault) => fault.names ?? []);
        expect(names).toEqual(colliding.slice(0, 20).map((number) => `vdi-${String(number).padStart(3, '0')}`));
      }),
    );
  });
});

describe('placement', () => {
  const countsOf = (made: ClonePlan): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const clone of made.clones) counts[clone.hostId] = (counts[clone.hostId] ?? 0) + 1;
    return counts;
  };

  test('clones go to the connected hosts with the fewest machines', () => {
    expect(countsOf(plan())).toEqual({ 'host-1': 5, 'host-2': 5 });
    expect(countsOf(plan({}, factsWith({ hostVmCount: (hostId) => (hostId === 'host-1' ? 4 : 0) })))).toEqual({ 'host-1': 3, 'host-2': 7 });
  });

  test('a single host may be chosen, and is the default where the source is in no cluster', () => {
    expect(countsOf(plan({ computeId: id('host-2') }))).toEqual({ 'host-2': 10 });
    const made = plan({}, factsWith({ source: { ...source, hostId: id('host-5') } }));
    expect(made.computeName).toBe('esx-05');
    expect(countsOf(made)).toEqual({ 'host-5': 10 });
  });

  test('a cluster without a connected host is refused', () => {
    expect(plan({ computeId: id('domain-c2') }).refusals).toMatchObject([{ code: 'InvalidState', names: ['cluster-b'] }]);
  });

  test('after a run no two hosts differ by more than they did before', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.integer({ min: 1, max: 200 }), (first, second, count) => {
        const counts = countsOf(plan({ count }, factsWith({ hostVmCount: (hostId) => (hostId === 'host-1' ? first : second) })));
        const difference = Math.abs(first + (counts['host-1'] ?? 0) - second - (counts['host-2'] ?? 0));
        expect(difference).toBeLessThanOrEqual(Math.max(1, Math.abs(first - second) - count));
      }),
    );
  });

  test('what does not exist is said by its id', () => {
    for (const change of [{ datastoreId: id('datastore-9') }, { folderId: id('group-v9') }, { computeId: id('domain-c9') }, { computeId: id('group-v1') }]) {
      expect(() => plan(change)).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound' }));
    }
  });
});

test('estimates come from what was measured and from nothing else', () => {
  expect(plan({}, factsWith({ clonesPerSecond: 100 })).estimate).toEqual({ durationMs: 100, measuredClonesPerSecond: 100 });
  const elsewhere = { datastoreId: id('datastore-2') };
  expect(plan(elsewhere, factsWith({ clonesPerSecond: 100 })).estimate).toBeNull();
  expect(plan(elsewhere, factsWith({ clonesPerSecond: 100, copyRate: () => gibBytes })).estimate?.durationMs).toBe(2100);
});

test('a thick source becomes thin where the datastore offers nothing else, and only the first copy has to say so', () => {
  const thickFacts = (hostId: ObjectId, count: number): CloneRuleFacts => {
    const facts = ruleFacts(hostId, count, 2);
    const disks = facts.machine.disks.map((disk) => ({ ...disk, format: 'lazyZeroedThick' as const }));
    return { ...facts, machine: { ...facts.machine, disks }, target: { ...facts.target, switches: { ...facts.target.switches, isInitOn: false } } };
  };
  const made = planClones({ ...factsWith(), ruleRoutes: (hostId, count) => [thickFacts(hostId, count)] }, cloneSpec(source.id, 10, { datastoreId: id('datastore-2') }));
  expect(made.refusals).toEqual([]);
  const [first, others] = made.mechanisms;
  expect(first?.reason).toMatch(/"ds-2" offers thin disks only: "Hard disk 1" becomes thin\.$/);
  expect(first?.decision.reason).toBe(first?.reason);
  expect(others).toMatchObject({ mechanism: 'fileClone', count: 9, reason: expect.not.stringContaining('thin') });
});

describe('disks that go different ways', () => {
  /** The first disk stays on the first datastore, the second goes to the one with that number. */
  const apart = (other: number): CloneFacts['ruleRoutes'] => (hostId, count) => {
    const stays = ruleFacts(hostId, count);
    const goes = ruleFacts(hostId, count, other);
    return [stays, { ...goes, machine: { ...goes.machine, disks: goes.machine.disks.map((disk) => ({ ...disk, label: 'Hard disk 2' })) } }];
  };
  const planApart = (facts: Partial<CloneFacts> = {}, other = 2): ClonePlan => clonePlanSchema.parse(planClones(factsWith({ ruleRoutes: apart(other), ...facts }), cloneSpec(source.id, 4)));
  const without = (unmounted: Readonly<Record<string, readonly string[]>>): Container[] =>
    containers.map((container) => (container.kind === 'datastore' && unmounted[container.name] ? { ...container, unmountedHostIds: (unmounted[container.name] ?? []).map(id) } : container));

  test('are told way by way, and every datastore with what comes to it', () => {
    const made = planApart();
    expect(made.routes.map(({ disks, target, mechanisms }) => [disks, target.name, mechanisms.map(({ mechanism, count }) => [mechanism, count])])).toEqual([
      [['Hard disk 1'], 'ds-1', [['fileClone', 4]]], [['Hard disk 2'], 'ds-2', [['fullCopy', 1], ['fileClone', 3]]],
    ]);
    expect(made.mechanisms.map(({ disks, mechanism }) => [disks?.[0], mechanism])).toEqual([['Hard disk 1', 'fileClone'], ['Hard disk 2', 'fullCopy'], ['Hard disk 2', 'fileClone']]);
    expect(made.clones.map(({ mechanism }) => mechanism)).toEqual(['fullCopy', 'fileClone', 'fileClone', 'fileClone']);
    expect(made.datastores.map(({ name, neededBytes, before, after }) => [name, neededBytes, after.provisionedBytes - before.provisionedBytes])).toEqual([['ds-1', 0, 40 * gibBytes], ['ds-2', 2 * gibBytes, 40 * gibBytes]]);
    expect(made).toMatchObject({ bytesToCopy: 2 * gibBytes, refusals: [], datastore: { name: 'ds-1' } });
  });

  test('are refused by the datastore that has no room for its part', () => {
    expect(planApart({}, 3).refusals).toMatchObject([{ code: 'InsufficientStorageSpace', names: ['ds-3'] }]);
  });

  test('need a host that sees all of their datastores', () => {
    const made = planApart({ containers: without({ 'ds-1': ['host-1'] }) });
    expect(new Set(made.clones.map(({ hostId }) => hostId))).toEqual(new Set([id('host-2')]));
    const split = planApart({ containers: without({ 'ds-1': ['host-1'], 'ds-2': ['host-2'] }) });
    expect(split.refusals).toMatchObject([{ code: 'InvalidState', message: 'No connected host of "cluster-a" sees all of "ds-1", "ds-2".', names: ['ds-1', 'ds-2'] }]);
    expect(planApart({ containers: without({ 'ds-2': ['host-1', 'host-2'] }) }).refusals).toMatchObject([{ message: '"ds-2" is not mounted on any connected host of "cluster-a".' }]);
  });
});

test('planning changes nothing and depends on nothing but its input', () => {
  const facts = deepFreeze(factsWith({ clonesPerSecond: 10 }, ['vdi-003']));
  const spec = deepFreeze(cloneSpec(source.id, 25));
  expect(planClones(facts, spec)).toEqual(planClones(facts, spec));
});
