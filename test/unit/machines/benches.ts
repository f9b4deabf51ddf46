/** What tests of machines that are moved and copied between datastores have in common. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { StorageArray } from '../../../electron/array/port.ts';
import { openCustomization } from '../../../electron/customization/open.ts';
import { datastoreOfDisk } from '../../../electron/inventory/records.ts';
import type { DeployRooms } from '../../../electron/machines/deployPlan.ts';
import { Deployments } from '../../../electron/machines/deployments.ts';
import { registerDeployTemplate } from '../../../electron/machines/deployTemplate.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { DiskPlacement } from '../../../shared/model/inventory.ts';
import { Gate, overlay } from '../../fixtures/yard.ts';
import { bothTypes, MachineBench, type BenchOptions } from './machineBench.ts';

export const twoHosts = ['esx-01.yard.local', 'esx-02.yard.local'] as const;

/** `first` (NFS), `second` (VMFS) and `third` (NFS). */
export const threeDatastores = [...bothTypes, { name: 'third', type: 'NFS' }] as const;

/** Opens benches of a file of tests, each of which is closed when its test has ended. @param common what all of them have */
export function benchesWith(common: Omit<BenchOptions, 'kind'> = {}): (options: BenchOptions) => Promise<MachineBench> {
  const open: MachineBench[] = [];
  afterEach(async () => {
    for (const bench of open.splice(0)) await bench.close();
  });
  return async (options) => {
    const bench = await MachineBench.open({ ...common, ...options });
    open.push(bench);
    return bench;
  };
}

export interface DeployBench {
  readonly bench: MachineBench;
  readonly rooms: DeployRooms;
}

/** As `benchesWith`, where templates can be deployed and customized as well. */
export function deployBenches(): (options: BenchOptions) => Promise<DeployBench> {
  const directories: string[] = [];
  // Hooks run in reverse: benches are closed ahead of this.
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  });
  const openBench = benchesWith();
  return async (options) => {
    const bench = await openBench(options);
    const directory = mkdtempSync(join(tmpdir(), 'cloneyard-test-'));
    directories.push(directory);
    const rooms = { ...bench.rooms, customization: openCustomization({ ...bench.rooms, meta: bench.meta }, directory, null) };
    registerDeployTemplate({ ...rooms, deployments: new Deployments(bench.meta, rooms) });
    return { bench, rooms };
  };
}

/** Keeps an array from copying on, from when it is armed until it is opened. */
export class CopyGate extends Gate {
  isArmed = false;

  /** Where the array copies by itself. */
  readonly inArray = (array: StorageArray): StorageArray =>
    overlay(array, {
      copyRange: async (range, mode) => {
        if (this.isArmed) await this.pass();
        return array.copyRange(range, mode);
      },
    });

  /** Where a host copies, or looks for what has changed. */
  readonly inHost = (array: StorageArray): StorageArray =>
    overlay(array, {
      read: async (version, offset, into) => {
        if (this.isArmed) await this.pass();
        return array.read(version, offset, into);
      },
    });
}

/** Labels of disks, each with the name of the datastore that it goes to. */
export function place(bench: MachineBench, ...places: readonly (readonly [label: string, name: string])[]): DiskPlacement {
  return places.map(([label, name]) => ({ label, datastoreId: bench.datastoreId(name) }));
}

/** Names of the datastores of all disks, its home ahead. */
export function placesOf({ inventory }: MachineBench, id: ObjectId): string[] {
  const vm = inventory.vm(id);
  return [vm.datastoreId, ...vm.disks.map((disk) => datastoreOfDisk(vm, disk))].map((datastoreId) => inventory.datastore(datastoreId).name);
}
