/** The definitions of alarms, in memory and in table `alarmDefinitions`: id → definition. */
import * as z from 'zod';
import { Fault } from '../../../shared/faults.ts';
import { alarmDefinitionSchema, alarmIdSchema, alarmProblem, type AlarmDefinition, type AlarmId, type AlarmSettings } from '../../../shared/model/alarm.ts';
import { nameKey } from '../../../shared/naming.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Meta, MetaTx, Table } from '../../meta/meta.ts';
import type { EventLog } from '../eventLog.ts';
import { defaultAlarms } from './defaults.ts';

export class AlarmDefinitions {
  readonly #table: Table<string, unknown>;
  readonly #counters: Table<string, number>;
  readonly #log: EventLog;
  readonly #inventory: Inventory;
  readonly #all = new Map<AlarmId, AlarmDefinition>();

  /** A yard that has never had any begins with the default ones. @param say told of what cannot be read */
  constructor(meta: Meta, log: EventLog, inventory: Inventory, say: (text: string) => void) {
    this.#table = meta.table('alarmDefinitions');
    this.#counters = meta.table('alarmCounters');
    this.#log = log;
    this.#inventory = inventory;
    if (this.#counters.get('nextAlarm') === undefined) {
      meta.transaction((tx) => {
        for (const settings of defaultAlarms) this.#put(tx, { ...settings, id: this.#newId(tx) });
      });
      return;
    }
    for (const { key, value } of this.#table.entries()) {
      const definition = alarmDefinitionSchema.safeParse(value);
      if (definition.success) this.#all.set(definition.data.id, definition.data);
      else say(`The alarm definition ${key} cannot be read and is left out. ${z.prettifyError(definition.error)}`);
    }
  }

  /** In the order in which they were made. */
  all(): AlarmDefinition[] {
    return [...this.#all.values()].toSorted((a, b) => numberOf(a.id) - numberOf(b.id));
  }
  find(id: AlarmId): AlarmDefinition | undefined {
    return this.#all.get(id);
  }

  /** @throws Fault InvalidArgument, DuplicateName, ManagedObjectNotFound */
  add(tx: MetaTx, settings: AlarmSettings): AlarmDefinition {
    this.#require(settings, null);
    const definition: AlarmDefinition = { ...settings, id: this.#newId(tx) };
    this.#put(tx, definition);
    this.#log.add(tx, { type: 'AlarmCreatedEvent', id: settings.scopeId, name: settings.name });
    return definition;
  }

  /** @throws Fault as `add` does */
  change(tx: MetaTx, id: AlarmId, settings: AlarmSettings): AlarmDefinition {
    this.#existing(id);
    this.#require(settings, id);
    const definition: AlarmDefinition = { ...settings, id };
    this.#put(tx, definition);
    this.#log.add(tx, { type: 'AlarmReconfiguredEvent', id: settings.scopeId, name: settings.name });
    return definition;
  }

  /** @throws Fault ManagedObjectNotFound */
  remove(tx: MetaTx, id: AlarmId): void {
    const { name, scopeId } = this.#existing(id);
    this.#table.remove(tx, id);
    this.#log.add(tx, { type: 'AlarmRemovedEvent', id: scopeId, name });
    tx.onCommit(() => this.#all.delete(id));
  }

  #existing(id: AlarmId): AlarmDefinition {
    const definition = this.#all.get(id);
    if (!definition) throw new Fault('ManagedObjectNotFound', `There is no alarm definition ${id}.`);
    return definition;
  }

  #require(settings: AlarmSettings, id: AlarmId | null): void {
    const problem = alarmProblem(settings);
    if (problem !== null) throw new Fault('InvalidArgument', problem);
    if (settings.scopeId !== null && !this.#inventory.findContainer(settings.scopeId)) throw new Fault('ManagedObjectNotFound', `There is no object ${settings.scopeId} to watch.`);
    const key = nameKey(settings.name);
    if (this.all().some((other) => other.id !== id && nameKey(other.name) === key)) {
      throw new Fault('DuplicateName', `There is already an alarm "${settings.name}".`, { names: [settings.name], hint: 'Choose another name.' });
    }
  }

  #put(tx: MetaTx, definition: AlarmDefinition): void {
    this.#table.put(tx, definition.id, definition);
    tx.onCommit(() => this.#all.set(definition.id, definition));
  }

  #newId(tx: MetaTx): AlarmId {
    const number = this.#counters.get('nextAlarm') ?? 1;
    this.#counters.put(tx, 'nextAlarm', number + 1);
    return alarmIdSchema.parse(`alarm-${number}`);
  }
}

function numberOf(id: AlarmId): number {
  return Number(id.slice('alarm-'.length));
}
