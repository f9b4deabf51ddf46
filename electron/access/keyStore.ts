/**
 * Access keys as they are kept, all in memory and in the metadata store. Tables:
 *
 * - `accessKeys`: number → key with the hash of its secret
 * - `accessCounters`: `nextKey`, so that an id is never given out twice and the secret of a revoked key never fits another
 */
import { Fault } from '../../shared/faults.ts';
import { accessKeyIdSchema, type AccessKeyId } from '../../shared/ids.ts';
import { mostAccessKeys, roleNames, type AccessKey, type NewAccessKey } from '../../shared/model/access.ts';
import { nameKey, nameProblem } from '../../shared/naming.ts';
import { systemInitiator } from '../events/caller.ts';
import type { EventLog } from '../events/eventLog.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';
import { hashSecret, isHashedSecret, makeSecret, type HashedSecret } from './secrets.ts';
import { commandLineName, localName } from './people.ts';

export interface KeyRecord extends Omit<AccessKey, 'connectionCount'> {
  readonly secret: HashedSecret;
}

export interface KeyStoreOptions {
  readonly meta: Meta;
  readonly events: EventLog;
  readonly now: () => number;
}

/** Names that tasks and events tell of others by. */
const reservedNames = new Set([localName, commandLineName, systemInitiator].map(nameKey));

export class KeyStore {
  /** Told when a key was made, used or revoked, once that is durable. */
  onChange: (() => void) | null = null;
  readonly #meta: Meta;
  readonly #events: EventLog;
  readonly #now: () => number;
  readonly #table: Table<number, KeyRecord>;
  readonly #counters: Table<string, number>;
  readonly #keys = new Map<AccessKeyId, KeyRecord>();

  constructor({ meta, events, now }: KeyStoreOptions) {
    this.#meta = meta;
    this.#events = events;
    this.#now = now;
    this.#table = meta.table('accessKeys');
    this.#counters = meta.table('accessCounters');
    for (const { value } of this.#table.entries()) this.#keys.set(value.id, value);
  }

  /** In the order in which they were made. */
  all(): KeyRecord[] {
    return [...this.#keys.values()];
  }
  find(id: AccessKeyId): KeyRecord | undefined {
    return this.#keys.get(id);
  }

  /**
   * @param createdBy who makes it
   * @returns the record, and the secret, which is kept nowhere
   * @throws Fault InvalidName, DuplicateName, InvalidArgument for an expiry that has passed, LimitExceeded
   */
  async create({ name, role, expiresAtMs = null }: NewAccessKey, createdBy: string): Promise<{ record: KeyRecord; secret: string }> {
    this.#require(name, expiresAtMs);
    const number = this.#takeNumber();
    const id = accessKeyIdSchema.parse(`access-${number}`);
    const secret = makeSecret(id);
    const hashed = await hashSecret(secret);
    // Somebody else may have taken the name meanwhile.
    this.#require(name, expiresAtMs);
    const record: KeyRecord = { id, name, role, createdAtMs: this.#now(), createdBy, expiresAtMs, lastUsedAtMs: null, secret: hashed };
    this.#meta.transaction((tx) => {
      this.#put(tx, record);
      this.#events.add(tx, { type: 'PermissionAddedEvent', id: null, name, text: `${roleNames[role]}${expiresAtMs === null ? '' : ` until ${new Date(expiresAtMs).toISOString()}`}` });
    });
    return { record, secret };
  }

  /** @throws Fault ManagedObjectNotFound */
  revoke(id: AccessKeyId): void {
    const record = this.#keys.get(id);
    if (!record) throw new Fault('ManagedObjectNotFound', `There is no access key ${id}.`, { hint: 'It may have been revoked meanwhile.' });
    this.#meta.transaction((tx) => {
      this.#table.remove(tx, numberOf(id));
      this.#events.add(tx, { type: 'PermissionRemovedEvent', id: null, name: record.name, text: roleNames[record.role] });
      tx.onCommit(() => {
        this.#keys.delete(id);
        this.onChange?.();
      });
    });
  }

  /** One sentence per problem: every key is found under its own id, which was given out, has a name of its own and a secret that can be compared with. */
  problems(): string[] {
    const next = this.#counters.get('nextKey') ?? 1;
    const names = new Set<string>();
    return Array.from(this.#table.entries()).flatMap(({ key, value }) => {
      const found: string[] = [];
      if (key !== numberOf(value.id)) found.push(`The access key ${value.id} is kept under the number ${key}.`);
      if (key >= next) found.push(`The access key ${value.id} was never given out.`);
      if (names.has(nameKey(value.name))) found.push(`Two access keys are called "${value.name}".`);
      names.add(nameKey(value.name));
      if (!isHashedSecret(value.secret)) found.push(`The access key ${value.id} has a secret that cannot be compared with.`);
      return found;
    });
  }

  /** Somebody comes in with it, or leaves. Does nothing for one that is gone. */
  noteUse(tx: MetaTx, id: AccessKeyId): void {
    const record = this.#keys.get(id);
    if (record) this.#put(tx, { ...record, lastUsedAtMs: this.#now() });
  }

  #put(tx: MetaTx, record: KeyRecord): void {
    this.#table.put(tx, numberOf(record.id), record);
    tx.onCommit(() => {
      this.#keys.set(record.id, record);
      this.onChange?.();
    });
  }

  #takeNumber(): number {
    const number = this.#counters.get('nextKey') ?? 1;
    this.#meta.transaction((tx) => this.#counters.put(tx, 'nextKey', number + 1));
    return number;
  }

  #require(name: string, expiresAtMs: number | null): void {
    const problem = nameProblem(name);
    if (problem !== null) throw new Fault('InvalidName', problem, { names: [name] });
    const key = nameKey(name);
    if (reservedNames.has(key)) throw new Fault('DuplicateName', `"${name}" is the name of somebody who needs no access key.`, { names: [name], hint: 'Choose another name.' });
    if (this.all().some((one) => nameKey(one.name) === key)) {
      throw new Fault('DuplicateName', `There is an access key "${name}" already.`, { names: [name], hint: 'Choose another name, or revoke the one there is.' });
    }
    if (expiresAtMs !== null && expiresAtMs <= this.#now()) throw new Fault('InvalidArgument', 'The key would have expired already.', { names: ['expiresAtMs'] });
    if (this.#keys.size >= mostAccessKeys) throw new Fault('LimitExceeded', `There are ${mostAccessKeys} access keys already.`, { hint: 'Revoke those that nobody needs.' });
  }
}

function numberOf(id: AccessKeyId): number {
  return Number(id.slice('access-'.length));
}
