/**
 * Trails: what became of every clone, zeroing, deletion and snapshot that was decided about. Tables:
 *
 * - `trails`: trail number → the trail
 * - `trailsOfTask`: [task id, trail number] → true
 * - `trailsOfVm`: number of the virtual machine → numbers of its last trails, oldest first
 * - `trailNumbers`: `last` → the number given out last, so that none is given out twice even when trails are gone
 *
 * A record is parsed when it is read. One that cannot be, because it is damaged or of another version, is left out of lists;
 * `problems` names it, and so does the fault of asking for it alone.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { trailIdSchema, type TaskId, type TrailId } from '../../shared/ids.ts';
import { trailSchema, type Trail } from '../../shared/model/offload.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';

export type TrailDraft = Omit<Trail, 'id'>;

export interface TrailQuery {
  readonly limit: number;
  /** Only what is older than this one. */
  readonly beforeId?: TrailId | undefined;
  readonly taskId?: TaskId | undefined;
}

/** How many trails are kept. One takes a page of the store, 4 KiB: 80 MiB at most. */
const defaultKept = 20_000;
/** Trails of one virtual machine besides the one that tells how it was made. */
export const keptPerVm = 50;
/** How many old trails one `add` takes away at most, so that no transaction becomes long when the limit has been lowered. */
const trimmedAtOnce = 8;
const mostNames = 20;
/** A check that found a hundred problems has found one. */
const mostProblems = 100;
/** How many records a check reads in one turn. */
const checkedAtOnce = 64;

const numberListSchema = z.array(z.number().int().positive());
const taskOfSchema = z.object({ taskId: z.string() });

export class TrailStore {
  readonly #trails: Table<number, unknown>;
  readonly #ofTask: Table<[string, number], boolean>;
  readonly #ofVm: Table<number, unknown>;
  readonly #numbers: Table<string, number>;
  readonly #kept: number;

  /** @param kept how many trails are kept; with each new one, up to eight of the oldest beyond it go */
  constructor(meta: Meta, kept = defaultKept) {
    this.#trails = meta.table('trails');
    this.#ofTask = meta.table('trailsOfTask');
    this.#ofVm = meta.table('trailsOfVm');
    this.#numbers = meta.table('trailNumbers');
    this.#kept = kept;
  }

  /** Several can be added in one transaction. Of the names of the virtual machines, the first twenty are kept. */
  add(tx: MetaTx, draft: TrailDraft): Trail {
    const trailNumber = (this.#numbers.get('last') ?? 0) + 1;
    const trail: Trail = { ...draft, id: trailIdOf(trailNumber), vmNames: draft.vmNames.slice(0, mostNames) };
    this.#numbers.put(tx, 'last', trailNumber);
    this.#trails.put(tx, trailNumber, trail);
    if (trail.taskId !== null) this.#ofTask.put(tx, [trail.taskId, trailNumber], true);
    this.#trim(tx, trailNumber);
    return trail;
  }

  /** @throws Fault ManagedObjectNotFound when it never was or is kept no longer; DataIntegrity when its record cannot be read */
  get(id: TrailId): Trail {
    const record = this.#trails.get(trailNumberOf(id));
    if (record === undefined) throw new Fault('ManagedObjectNotFound', `There is no trail ${id}.`, { hint: `The last ${this.#kept} trails are kept.` });
    const parsed = trailSchema.safeParse(record);
    if (!parsed.success) throw new Fault('DataIntegrity', unreadable(id, parsed.error));
    return parsed.data;
  }

  /** Newest first; those that cannot be read are left out and do not count. */
  newest({ limit, beforeId, taskId }: TrailQuery): Trail[] {
    const below = Math.min(beforeId === undefined ? Infinity : trailNumberOf(beforeId), (this.#numbers.get('last') ?? 0) + 1);
    const found: Trail[] = [];
    if (below <= 1 || limit < 1) return found;
    for (const record of taskId === undefined ? this.#records(below) : this.#recordsOf(taskId, below)) {
      const trail = trailSchema.safeParse(record).data;
      if (trail) found.push(trail);
      if (found.length >= limit) break;
    }
    return found;
  }

  /** Something happened to a virtual machine after it was made. The last fifty are remembered. */
  addToVm(tx: MetaTx, vmNumber: number, trailId: TrailId): void {
    const trailNumber = trailNumberOf(trailId);
    const others = this.#numbersOfVm(vmNumber).filter((known) => known !== trailNumber);
    this.#ofVm.put(tx, vmNumber, [...others, trailNumber].slice(-keptPerVm));
  }

  /** Newest first; without those that are kept no longer or cannot be read. */
  ofVm(vmNumber: number): Trail[] {
    return this.#numbersOfVm(vmNumber)
      .toReversed()
      .flatMap((trailNumber) => trailSchema.safeParse(this.#trails.get(trailNumber)).data ?? []);
  }

  /** The virtual machine is gone; the trails stay, as they may tell of others too. */
  forgetVm(tx: MetaTx, vmNumber: number): void {
    this.#ofVm.remove(tx, vmNumber);
  }

  /** One sentence for each record that cannot be read, a hundred at most. Reads all of them, a few in each turn. */
  async problems(): Promise<string[]> {
    const found: string[] = [];
    const look = async (table: Table<number, unknown>, problemOf: (key: number, value: unknown) => string | null): Promise<void> => {
      for (let start = 0; found.length < mostProblems; ) {
        const batch = Array.from(table.entries({ start, limit: checkedAtOnce }));
        const last = batch.at(-1);
        if (!last) return;
        found.push(...batch.flatMap(({ key, value }) => problemOf(key, value) ?? []));
        start = last.key + 1;
        await nextTurn();
      }
    };
    await look(this.#trails, (key, value) => {
      const { data, error } = trailSchema.safeParse(value);
      if (error) return unreadable(`trail-${key}`, error);
      return data.id === `trail-${key}` ? null : `The record of trail-${key} says that it is ${data.id}.`;
    });
    await look(this.#ofVm, (key, value) => (numberListSchema.safeParse(value).success ? null : `The list of trails of vm-${key} cannot be read.`));
    return found.slice(0, mostProblems);
  }

  *#records(below: number): Iterable<unknown> {
    for (const { value } of this.#trails.entries({ start: below - 1, reverse: true })) yield value;
  }

  /** What an unreadable record left in the index when it was taken away leads nowhere, and is passed over. */
  *#recordsOf(taskId: TaskId, below: number): Iterable<unknown> {
    for (const { key } of this.#ofTask.entries({ start: [taskId, below - 1], end: [taskId, 0], reverse: true })) yield this.#trails.get(key[1]);
  }

  #numbersOfVm(vmNumber: number): readonly number[] {
    return numberListSchema.safeParse(this.#ofVm.get(vmNumber)).data ?? [];
  }

  /** Takes the oldest away once there are more than are kept. */
  #trim(tx: MetaTx, newest: number): void {
    const end = newest - this.#kept + 1;
    if (end <= 1) return;
    const old = Array.from(this.#trails.entries({ end, limit: trimmedAtOnce }));
    for (const { key, value } of old) {
      this.#trails.remove(tx, key);
      const task = taskOfSchema.safeParse(value).data;
      if (task) this.#ofTask.remove(tx, [task.taskId, key]);
    }
  }
}

function trailIdOf(trailNumber: number): TrailId {
  return trailIdSchema.parse(`trail-${trailNumber}`);
}

function trailNumberOf(id: TrailId): number {
  return Number(id.slice('trail-'.length));
}

function unreadable(id: string, error: z.ZodError): string {
  const [issue] = error.issues;
  return `The record of ${id} cannot be read${issue ? `: ${issue.path.join('.') || 'it'}: ${issue.message}` : '.'}`;
}
