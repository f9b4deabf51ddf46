/** Gathers what a plan depends on, and remembers what runs on this machine have measured. */
import type { CloneSpec } from '../../shared/model/clonePlan.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { containerRow, vmRow } from '../inventory/rows.ts';
import type { Meta, Table } from '../meta/meta.ts';
import type { TaskService } from '../tasks/taskService.ts';
import type { CloneFacts } from './plan.ts';

type Measurement = 'clonesPerSecond' | 'copyBytesPerSecond';

/** Figures of the last run, kept over restarts. */
export class Measurements {
  readonly #meta: Meta;
  readonly #table: Table<string, number>;

  constructor(meta: Meta) {
    this.#meta = meta;
    this.#table = meta.table('measurements');
  }

  get(name: Measurement): number | null {
    return this.#table.get(name) ?? null;
  }

  set(name: Measurement, value: number): void {
    if (Number.isFinite(value) && value > 0) this.#meta.transaction((tx) => this.#table.put(tx, name, value));
  }
}

export interface CloneRooms {
  readonly inventory: Inventory;
  readonly array: StorageArray;
  readonly tasks: TaskService;
  readonly measurements: Measurements;
}

/** @throws Fault ManagedObjectNotFound when the source does not exist */
export function gatherFacts(rooms: CloneRooms, spec: CloneSpec): CloneFacts {
  const { inventory, array, measurements } = rooms;
  return {
    source: vmRow(array, inventory.vm(spec.sourceId)),
    containers: inventory.containers().map((record) => containerRow(inventory, array, record)),
    hostVmCount: (hostId) => inventory.hostVmCount(hostId),
    isNameTaken: (name) => inventory.isNameTaken(name),
    canCloneFiles: array.capabilities.has('fileClone'),
    clonesPerSecond: measurements.get('clonesPerSecond'),
    copyBytesPerSecond: measurements.get('copyBytesPerSecond'),
  };
}
