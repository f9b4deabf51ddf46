/** Gathers what a plan depends on, and remembers what runs on this machine have measured. */
import type { CloneSpec } from '../../shared/model/clonePlan.ts';
import type { Mechanism } from '../../shared/model/inventory.ts';
import { cloneRoutes, type FactRooms } from '../acceleration/machineFacts.ts';
import type { StunBoard } from '../acceleration/stun.ts';
import { containerRow, vmRow } from '../inventory/rows.ts';
import { growthBytesOf } from '../inventory/volumeSpace.ts';
import type { Meta, Table } from '../meta/meta.ts';
import type { CopyJobs } from '../offload/copyJobs.ts';
import type { OffloadEngine } from '../offload/engineTypes.ts';
import type { TrailStore } from '../offload/trails.ts';
import type { TaskService } from '../tasks/taskService.ts';
import type { CloneFacts } from './plan.ts';

type Measurement = 'clonesPerSecond' | CopyRate;
/** Bytes of data per second of the last copy by the array, by its sharing of ranges, and by a host. */
export type CopyRate = 'copyBytesPerSecond' | 'xcopyBytesPerSecond' | 'hostCopyBytesPerSecond';

export function rateOf(mechanism: Mechanism): CopyRate | null {
  if (mechanism === 'fullCopy') return 'copyBytesPerSecond';
  if (mechanism === 'xcopy') return 'xcopyBytesPerSecond';
  return mechanism === 'hostCopy' ? 'hostCopyBytesPerSecond' : null;
}

/** Figures are kept in memory at once and on disk soon: nobody should wait for a flush because of them. */
const saveDelayMs = 1_000;

/** Figures of the last run, kept over restarts. */
export class Measurements {
  readonly #meta: Meta;
  readonly #table: Table<string, number>;
  readonly #unsaved = new Map<Measurement, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(meta: Meta) {
    this.#meta = meta;
    this.#table = meta.table('measurements');
  }

  get(name: Measurement): number | null {
    return this.#unsaved.get(name) ?? this.#table.get(name) ?? null;
  }

  set(name: Measurement, value: number): void {
    if (!Number.isFinite(value) || value <= 0) return;
    this.#unsaved.set(name, value);
    this.#timer ??= setTimeout(() => this.save(), saveDelayMs).unref();
  }

  /** Also called before the store is closed. */
  save(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#unsaved.size === 0) return;
    this.#meta.transaction((tx) => {
      for (const [name, value] of this.#unsaved) this.#table.put(tx, name, value);
    });
    this.#unsaved.clear();
  }
}

export interface CloneRooms extends FactRooms {
  readonly tasks: TaskService;
  readonly measurements: Measurements;
  readonly engine: OffloadEngine;
  readonly trails: TrailStore;
  readonly copyJobs: CopyJobs;
  readonly stuns: Pick<StunBoard, 'stunnedOn'>;
}

/** @throws Fault ManagedObjectNotFound when the source does not exist */
export function gatherFacts(rooms: CloneRooms, spec: CloneSpec): CloneFacts {
  const { inventory, array, measurements } = rooms;
  return {
    source: vmRow(array, inventory.vm(spec.sourceId)),
    containers: inventory.containers().map((record) => containerRow(inventory, array, record)),
    hostVmCount: (hostId) => inventory.hostVmCount(hostId),
    isNameTaken: (name) => inventory.isNameTaken(name),
    clonesPerSecond: measurements.get('clonesPerSecond'),
    copyRate: (mechanism) => {
      const rate = rateOf(mechanism);
      return rate === null ? null : measurements.get(rate);
    },
    growthBytes: (datastoreId) => growthBytesOf(array.volume(inventory.datastore(datastoreId).volumeId)),
    ruleRoutes: (hostId, count) =>
      cloneRoutes(rooms, { vm: inventory.vm(spec.sourceId), datastoreId: spec.datastoreId, hostId, count, diskFormat: spec.diskFormat }).map(({ facts }) => facts),
  };
}
