/** Looks at objects that have changed, raises and ends alarms, and lets people deal with them. */
import type { ObjectId } from '../../../shared/ids.ts';
import { alarmMetrics, type AlarmDefinition, type AlarmId, type AlarmLevel, type AlarmSettings, type TriggeredAlarm } from '../../../shared/model/alarm.ts';
import type { AlarmState } from '../../../shared/contract/alarms.ts';
import type { Meta, MetaTx, Table } from '../../meta/meta.ts';
import { ChangeFeed } from '../../tasks/changeFeed.ts';
import { asCaller, systemInitiator } from '../caller.ts';
import type { EventLog } from '../eventLog.ts';
import { placesOf } from '../places.ts';
import { AlarmDefinitions } from './definitions.ts';
import { isWorse, levelOf, type Reading } from './levels.ts';
import { readMetric, type ReadingMoment, type ReadingSources } from './readings.ts';
import { AlarmStates, type AlarmStateRecord } from './states.ts';

interface Chosen {
  readonly alarmId: AlarmId;
  readonly objectId: ObjectId;
}

export interface AlarmBoardOptions {
  readonly meta: Meta;
  readonly log: EventLog;
  readonly sources: ReadingSources;
  readonly say: (text: string) => void;
  readonly now?: (() => number) | undefined;
}

export class AlarmBoard {
  readonly feed = new ChangeFeed<'alarms'>();
  readonly #meta: Meta;
  readonly #log: EventLog;
  readonly #sources: ReadingSources;
  readonly #now: () => number;
  readonly #definitions: AlarmDefinitions;
  readonly #states: AlarmStates;
  /** Datastore → since when its space figures are not exact. */
  readonly #inexact: Table<string, number>;

  constructor({ meta, log, sources, say, now = Date.now }: AlarmBoardOptions) {
    this.#meta = meta;
    this.#log = log;
    this.#sources = sources;
    this.#now = now;
    this.#definitions = new AlarmDefinitions(meta, log, sources.inventory, say);
    this.#states = new AlarmStates(meta, say);
    this.#inexact = meta.table('inexactSince');
  }

  state(): AlarmState {
    const definitions = this.#definitions.all();
    return { definitions, triggered: this.#triggered() };
  }

  /** Every object that an alarm can be about, and those that one is about though they are gone. */
  allIds(): ObjectId[] {
    const present = this.#sources.inventory.containers().filter(({ kind }) => kind === 'datastore' || kind === 'host').map(({ id }) => id);
    return [...new Set([...present, ...this.#states.all().map(({ objectId }) => objectId)])];
  }

  create(settings: AlarmSettings): AlarmDefinition {
    return this.#changeDefinitions((tx) => this.#definitions.add(tx, settings));
  }
  update(id: AlarmId, settings: AlarmSettings): AlarmDefinition {
    return this.#changeDefinitions((tx) => this.#definitions.change(tx, id, settings));
  }
  remove(id: AlarmId): void {
    this.#changeDefinitions((tx) => this.#definitions.remove(tx, id));
  }

  /** @returns how many were not acknowledged before */
  acknowledge(chosen: readonly Chosen[], by: string): number {
    const states = this.#shown(chosen).filter(({ acknowledged }) => acknowledged === null);
    this.#write(states, (tx, state) => {
      this.#states.put(tx, { ...state, acknowledged: { by, atMs: this.#now() } });
      this.#tell(tx, 'AlarmAcknowledgedEvent', state, this.#nameOf(state));
    });
    return states.length;
  }

  /** @returns how many are green now that were not */
  reset(chosen: readonly Chosen[]): number {
    const states = this.#shown(chosen);
    this.#write(states, (tx, state) => {
      this.#states.put(tx, { ...state, isReset: true, acknowledged: null });
      this.#tell(tx, 'AlarmClearedEvent', state, this.#nameOf(state));
    });
    return states.length;
  }

  /**
   * Looks at some objects.
   * @returns after how many milliseconds some of them have to be looked at again although nothing changes; null: never
   */
  evaluate(ids: ReadonlySet<ObjectId>): number | null {
    return asCaller(systemInitiator, () => this.#evaluate(ids));
  }

  close(): void {
    this.feed.close();
  }

  #evaluate(ids: ReadonlySet<ObjectId>): number | null {
    const writes: ((tx: MetaTx) => void)[] = [];
    const moment = this.#moment(ids, writes);
    const definitions = this.#definitions.all();
    for (const id of ids) {
      for (const definition of definitions) writes.push(...this.#lookAt(definition, id, moment));
    }
    // What belongs to definitions that are gone, off, or watch other objects now.
    for (const state of this.#states.all()) {
      if (!ids.has(state.objectId)) continue;
      const definition = this.#definitions.find(state.alarmId);
      if (!definition || !this.#isWatched(definition, state.objectId)) writes.push(...this.#ended(state, 'the alarm does not watch it any more'));
    }
    if (writes.length > 0) {
      this.#meta.transaction((tx) => {
        for (const write of writes) write(tx);
        tx.onCommit(() => this.feed.mark(['alarms']));
      });
    }
    return this.#nextLookMs(ids, moment);
  }

  #moment(ids: ReadonlySet<ObjectId>, writes: ((tx: MetaTx) => void)[]): ReadingMoment {
    const nowMs = this.#now();
    const inexact = new Map<ObjectId, number>();
    for (const id of ids) {
      const record = this.#sources.inventory.findContainer(id);
      const known = this.#inexact.get(id);
      const isInexact = record?.kind === 'datastore' && !this.#sources.array.volume(record.volumeId).isExact;
      if (isInexact) inexact.set(id, known ?? nowMs);
      if (isInexact && known === undefined) writes.push((tx) => this.#inexact.put(tx, id, nowMs));
      if (!isInexact && known !== undefined) writes.push((tx) => this.#inexact.remove(tx, id));
    }
    let promised: Map<ObjectId, number> | null = null;
    return {
      nowMs,
      inexactSinceMs: (id) => inexact.get(id) ?? null,
      promisedBytes: (id) => (promised ??= this.#promisedBytes()).get(id) ?? 0,
    };
  }

  #promisedBytes(): Map<ObjectId, number> {
    const sums = new Map<ObjectId, number>();
    for (const { powerState, hostId, memoryBytes } of this.#sources.inventory.vms()) {
      if (powerState === 'poweredOn') sums.set(hostId, (sums.get(hostId) ?? 0) + memoryBytes);
    }
    return sums;
  }

  #lookAt(definition: AlarmDefinition, id: ObjectId, moment: ReadingMoment): ((tx: MetaTx) => void)[] {
    if (!this.#isWatched(definition, id)) return [];
    const state = this.#states.find(definition.id, id);
    const before: AlarmLevel = state?.level ?? 'green';
    const reading = readMetric(this.#sources, definition.metric, id, moment);
    const level = levelOf(definition, reading, before);
    if (level === before || (state?.isReset && level !== 'green' && !isWorse(level, state.level))) return [];
    const text = reading?.text ?? '';
    if (level === 'green') return state ? this.#ended(state, text) : [];
    const next: AlarmStateRecord = { alarmId: definition.id, objectId: id, objectName: this.#objectName(id), level, sinceMs: moment.nowMs, text, acknowledged: null, isReset: false };
    return [
      (tx) => {
        this.#states.put(tx, next);
        this.#tell(tx, 'AlarmStatusChangedEvent', next, `"${definition.name}" changed from ${state?.isReset ? 'green' : before} to ${level}: ${text}`, level === 'red' ? 'error' : 'warning');
      },
    ];
  }

  #ended(state: AlarmStateRecord, text: string): ((tx: MetaTx) => void)[] {
    return [
      (tx) => {
        this.#states.remove(tx, state);
        if (!state.isReset) this.#tell(tx, 'AlarmStatusChangedEvent', state, `"${this.#nameOf(state)}" changed from ${state.level} to green: ${text}`);
      },
    ];
  }

  #isWatched(definition: AlarmDefinition, id: ObjectId): boolean {
    if (!definition.isEnabled) return false;
    const { inventory } = this.#sources;
    const record = inventory.findContainer(id);
    if (record?.kind !== alarmMetrics[definition.metric].objectKind) return false;
    if (definition.scopeId === null) return true;
    for (let at: ObjectId | null = id; at !== null; at = inventory.findContainer(at)?.parentId ?? null) if (at === definition.scopeId) return true;
    return false;
  }

  /** The time after which a reading is another one by itself: averages fall, and hours pass. */
  #nextLookMs(ids: ReadonlySet<ObjectId>, moment: ReadingMoment): number | null {
    let nextMs: number | null = null;
    const within = (delayMs: number): void => void (nextMs = Math.min(nextMs ?? delayMs, delayMs));
    for (const id of ids) {
      if (moment.inexactSinceMs(id) !== null) within(inexactLookMs);
      const busy = readMetric(this.#sources, 'hostMoverBusy', id, moment);
      if (isFigure(busy) && busy.value > 0) within(busyLookMs);
    }
    return nextMs;
  }

  #changeDefinitions<T>(work: (tx: MetaTx) => T): T {
    const done = this.#meta.transaction((tx) => {
      tx.onCommit(() => this.feed.mark(['alarms']));
      return work(tx);
    });
    this.evaluate(new Set(this.allIds()));
    return done;
  }

  #write(states: readonly AlarmStateRecord[], write: (tx: MetaTx, state: AlarmStateRecord) => void): void {
    if (states.length === 0) return;
    this.#meta.transaction((tx) => {
      for (const state of states) write(tx, state);
      tx.onCommit(() => this.feed.mark(['alarms']));
    });
  }

  #shown(chosen: readonly Chosen[]): AlarmStateRecord[] {
    const unique = new Set(chosen.flatMap(({ alarmId, objectId }) => this.#states.find(alarmId, objectId) ?? []));
    return [...unique].filter(({ isReset }) => !isReset);
  }

  #triggered(): TriggeredAlarm[] {
    return this.#states
      .all()
      .filter(({ isReset }) => !isReset)
      .toSorted((a, b) => Number(b.level === 'red') - Number(a.level === 'red') || b.sinceMs - a.sinceMs)
      .map((state) => {
        const { alarmId, objectId, level, sinceMs, text, acknowledged } = state;
        return { alarmId, alarmName: this.#nameOf(state), target: { id: objectId, name: this.#objectName(objectId, state.objectName) }, level, sinceMs, text, acknowledged: acknowledged && { ...acknowledged } };
      });
  }

  #tell(tx: MetaTx, type: 'AlarmStatusChangedEvent' | 'AlarmAcknowledgedEvent' | 'AlarmClearedEvent', { objectId, objectName }: AlarmStateRecord, text: string, severity: 'info' | 'warning' | 'error' = 'info'): void {
    this.#log.add(tx, { type, severity, id: objectId, name: this.#objectName(objectId, objectName), places: placesOf(this.#sources.inventory, objectId), text });
  }

  #nameOf({ alarmId }: Pick<AlarmStateRecord, 'alarmId'>): string {
    return this.#definitions.find(alarmId)?.name ?? alarmId;
  }

  #objectName(id: ObjectId, otherwise: string = id): string {
    return this.#sources.inventory.findContainer(id)?.name ?? otherwise;
  }
}

const busyLookMs = 30_000;
const inexactLookMs = 900_000;

function isFigure(reading: Reading): reading is { value: number; text: string } {
  return reading !== null && 'value' in reading;
}
