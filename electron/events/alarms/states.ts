/** What is triggered now, in memory and in table `alarmStates`: `ALARM/OBJECT` → state. Green ones are not kept, unless somebody has reset them. */
import * as z from 'zod';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import { alarmIdSchema, type AlarmId } from '../../../shared/model/alarm.ts';
import type { Meta, MetaTx, Table } from '../../meta/meta.ts';

const stateSchema = z
  .object({
    alarmId: alarmIdSchema,
    objectId: objectIdSchema,
    /** As it was when the alarm took this colour, for the time when it is gone. */
    objectName: z.string(),
    level: z.enum(['yellow', 'red']),
    sinceMs: z.number(),
    text: z.string(),
    acknowledged: z.object({ by: z.string(), atMs: z.number() }).readonly().nullable(),
    /** Somebody has set it green: it stays so until the condition has ended or become worse than `level`. */
    isReset: z.boolean(),
  })
  .readonly();
export type AlarmStateRecord = z.infer<typeof stateSchema>;

export class AlarmStates {
  readonly #table: Table<string, unknown>;
  readonly #all = new Map<string, AlarmStateRecord>();

  constructor(meta: Meta, say: (text: string) => void) {
    this.#table = meta.table('alarmStates');
    for (const { key, value } of this.#table.entries()) {
      const state = stateSchema.safeParse(value);
      if (state.success) this.#all.set(key, state.data);
      else say(`The state of the alarm ${key} cannot be read; it is looked at anew. ${z.prettifyError(state.error)}`);
    }
  }

  all(): AlarmStateRecord[] {
    return [...this.#all.values()];
  }
  find(alarmId: AlarmId, objectId: ObjectId): AlarmStateRecord | undefined {
    return this.#all.get(keyOf(alarmId, objectId));
  }
  put(tx: MetaTx, state: AlarmStateRecord): void {
    const key = keyOf(state.alarmId, state.objectId);
    this.#table.put(tx, key, state);
    tx.onCommit(() => this.#all.set(key, state));
  }
  remove(tx: MetaTx, { alarmId, objectId }: Pick<AlarmStateRecord, 'alarmId' | 'objectId'>): void {
    const key = keyOf(alarmId, objectId);
    this.#table.remove(tx, key);
    tx.onCommit(() => this.#all.delete(key));
  }
}

function keyOf(alarmId: AlarmId, objectId: ObjectId): string {
  return `${alarmId}/${objectId}`;
}
