import { describe, expect, it } from 'vitest';
import type { Container, Datastore } from '../../../../shared/model/inventory.ts';
import { choiceText, computeAround, computeOptions, computeProblem, datastoreOption, datastoreProblem, datastoresOfEach, hostOptions, hostsAt, usableAt } from '../../../../renderer/features/parts/places.ts';
import { containers, objectId } from '../stores/rows.ts';

const space = {
  capacityBytes: 1000, provisionedBytes: 0, logicalBytes: 0, physicalBytes: 0, snapshotBytes: 0, reservedBytes: 0,
  savedBytes: 0, savedByDedupeBytes: 0, savedByCloneBytes: 0, freeBytes: 500, isExact: true,
};
const cluster = objectId('domain-c1');
const inCluster = objectId('host-1');
const alone = objectId('host-2');
const datastore = (change: Partial<Datastore> = {}): Datastore => ({ id: objectId('datastore-1'), name: 'ds', kind: 'datastore', parentId: objectId('datacenter-1'), type: 'NFS', space, ...change });
/** The small yard with both hosts in a state of their own. */
const yard = (clustered: 'connected' | 'maintenance', single: 'connected' | 'disconnected' = 'connected'): Container[] =>
  containers.map((one) => (one.kind === 'host' ? { ...one, connectionState: one.id === inCluster ? clustered : single } : one));
const sound = yard('connected');

describe('where machines can be placed', () => {
  it('is not a host that is out of use, nor a cluster whose hosts all are', () => {
    const resting = yard('maintenance');
    expect(computeProblem(sound, cluster)).toBeNull();
    expect(computeProblem(resting, cluster)).toBe('No connected host');
    expect(computeProblem(resting, inCluster)).toBe('In maintenance mode');
    expect(computeProblem(resting, alone)).toBeNull();
    expect(computeOptions(resting)).toMatchObject([
      { id: cluster, isDisabled: true, description: 'No connected host' },
      { id: inCluster, isDisabled: true, description: 'In maintenance mode' },
      { id: alone, description: 'in DC' },
    ]);
    expect(computeOptions(sound).some(({ isDisabled }) => isDisabled)).toBe(false);
  });
  it('is the cluster of the source, or its host alone', () => {
    expect(computeAround(sound, inCluster)).toBe(cluster);
    expect(computeAround(sound, alone)).toBe(alone);
    expect(computeAround(sound, undefined)).toBeNull();
  });
  it('means the connected hosts of a place, and all while none is connected', () => {
    const ids = (list: Container[], place: string) => hostsAt(list, objectId(place)).map(({ id }) => id);
    expect(ids(sound, 'datacenter-1')).toEqual([inCluster, alone]);
    expect(ids(yard('maintenance'), 'datacenter-1')).toEqual([alone]);
    expect(ids(yard('maintenance'), cluster)).toEqual([inCluster]);
  });
});

describe('a datastore', () => {
  it('says that it is being emptied before anything else', () => {
    const emptied = datastore({ maintenanceMode: 'inMaintenance', unmountedHostIds: [inCluster] });
    expect(datastoreProblem(sound, emptied, hostsAt(sound, inCluster))).toBe('In maintenance mode');
    expect(datastoreProblem(sound, emptied, [])).toBe('In maintenance mode');
  });
  it('has to be mounted on one of the hosts', () => {
    const half = datastore({ unmountedHostIds: [inCluster] });
    expect(datastoreProblem(sound, half, hostsAt(sound, inCluster))).toBe('Not mounted on esx-1');
    expect(datastoreProblem(sound, half, hostsAt(sound, objectId('datacenter-1')))).toBeNull();
    expect(datastoreProblem(sound, datastore({ unmountedHostIds: [inCluster, alone] }), hostsAt(sound, objectId('datacenter-1')))).toBe('Not mounted on any host there');
  });
  it('serves its own datacenter only', () => {
    expect(datastoreProblem(sound, datastore({ parentId: objectId('datacenter-2') }), hostsAt(sound, alone))).toBe('In another datacenter');
  });
  it('is proposed only where it can be used', () => {
    const half = datastore({ unmountedHostIds: [inCluster] });
    expect(usableAt(sound, [half], cluster)).toEqual([]);
    expect(usableAt(sound, [half], alone)).toEqual([half]);
    expect(usableAt(sound, [half], null)).toEqual([half]);
    expect(usableAt(yard('connected', 'disconnected'), [half], null)).toEqual([]);
  });
  it('is offered with its space, or not at all with the reason', () => {
    expect(datastoreOption(datastore(), null, 501)).toMatchObject({ isDisabled: false, description: 'NFS, 500 B free of 1000 B (not enough)' });
    expect(datastoreOption(datastore(), 'In maintenance mode')).toMatchObject({ isDisabled: true, description: 'In maintenance mode' });
  });
  it('that was chosen and is gone, or cannot be used any more, asks for another one', () => {
    const half = datastore({ unmountedHostIds: [inCluster] });
    expect(choiceText(sound, [half], half.id, hostsAt(sound, alone))).toBeUndefined();
    expect(choiceText(sound, [half], half.id, hostsAt(sound, inCluster))).toBe('Not mounted on esx-1. Choose another one.');
    expect(choiceText(sound, [half], objectId('datastore-9'), hostsAt(sound, alone))).toBe('The datastore no longer exists. Choose another one.');
  });
});

describe('a host for machines that stay on their datastores', () => {
  const half = datastore({ unmountedHostIds: [inCluster] });
  const reasons = (datastores: Datastore[], now?: { hostId: ReturnType<typeof objectId>; text: string }) => reasonsOfEach(datastores.map((one) => [one]), now);
  const reasonsOfEach = (machines: Datastore[][], now?: { hostId: ReturnType<typeof objectId>; text: string }) => hostOptions(sound, machines, now).map(({ isDisabled, description }) => (isDisabled === true ? description : ''));
  const other = datastore({ id: objectId('datastore-2'), name: 'fast', unmountedHostIds: [inCluster] });
  it('has to see all that one of them lies on', () => {
    expect(reasons([half])).toEqual(['ds is not mounted there', '']);
    expect(reasons([half, other])).toEqual(['None of them has all of its datastores mounted there', '']);
    expect(reasonsOfEach([[datastore(), other]])).toEqual(['fast is not mounted there', '']);
    expect(reasonsOfEach([[half, other]])).toEqual(['ds and fast are not mounted there', '']);
    expect(reasonsOfEach([[datastore(), other], [datastore()]])).toEqual(['', '']);
    expect(reasons([half, datastore()])).toEqual(['', '']);
    expect(reasons([datastore({ parentId: objectId('datacenter-2') })])).toEqual(['In another datacenter', 'In another datacenter']);
  });
  it('is asked about each combination of datastores once', () => {
    const [ds, fast] = [datastore(), other];
    const vm = { datastoreId: ds.id, otherDatastoreIds: [fast.id] };
    expect(datastoresOfEach([vm, { datastoreId: fast.id, otherDatastoreIds: [ds.id] }, { datastoreId: ds.id }], [ds, fast])).toEqual([[ds, fast], [ds]]);
  });
  it('is another one than where they are', () => {
    expect(reasons([], { hostId: alone, text: 'It is there now' })).toEqual(['', 'It is there now']);
  });
  it('may be left for one with a datastore that is being emptied', () => {
    expect(reasons([datastore({ maintenanceMode: 'enteringMaintenance' })])).toEqual(['', '']);
  });
});
