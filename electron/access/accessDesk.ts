/** Who may come in, who is in, and as whom. */
import type { AccessState } from '../../shared/contract/access.ts';
import { Fault } from '../../shared/faults.ts';
import type { AccessKeyId } from '../../shared/ids.ts';
import type { AccessEnd, AccessKey, NewAccessKey, Person, Role } from '../../shared/model/access.ts';
import { noteClient } from '../events/clients.ts';
import type { EventLog } from '../events/eventLog.ts';
import type { Meta } from '../meta/meta.ts';
import { ChangeFeed } from '../tasks/changeFeed.ts';
import { KeyStore, type KeyRecord } from './keyStore.ts';
import { Sessions } from './sessions.ts';
import { Verifier } from './verifier.ts';

export interface AccessDeskOptions {
  readonly meta: Meta;
  readonly events: EventLog;
  readonly say: (text: string) => void;
  readonly now?: (() => number) | undefined;
}

/** Somebody who has proved to hold a key. */
export interface Admission {
  readonly id: AccessKeyId;
  readonly role: Role;
}

export class AccessDesk {
  readonly feed = new ChangeFeed<'keys'>();
  readonly #options: Pick<AccessDeskOptions, 'meta' | 'events' | 'say'>;
  readonly #now: () => number;
  readonly #keys: KeyStore;
  readonly #sessions: Sessions;
  readonly #verifier: Verifier;

  constructor({ meta, events, say, now = Date.now }: AccessDeskOptions) {
    this.#options = { meta, events, say };
    this.#now = now;
    this.#keys = new KeyStore({ meta, events, now });
    this.#sessions = new Sessions(now);
    this.#verifier = new Verifier((id) => this.#good(id));
    this.#keys.onChange = this.#sessions.onChange = () => this.feed.mark(['keys']);
  }

  /** In the order in which they were made. */
  state(): AccessState {
    return { keys: this.#keys.all().map((record) => this.#keyOf(record)) };
  }

  /** @throws Fault see `KeyStore.create` */
  async create(values: NewAccessKey, createdBy: string): Promise<{ key: AccessKey; secret: string }> {
    const { record, secret } = await this.#keys.create(values, createdBy);
    return { key: this.#keyOf(record), secret };
  }

  /** Everybody who has come with it is cut off. What they have started goes on. @throws Fault ManagedObjectNotFound */
  revoke(id: AccessKeyId): void {
    this.#keys.revoke(id);
    this.#verifier.forget(id);
    this.#sessions.endAll(id, 'revoked');
  }

  /** Null for whoever may not come in. */
  async admit(secret: string): Promise<Admission | null> {
    const id = await this.#verifier.verify(secret);
    const record = id === null ? undefined : this.#good(id);
    return record ? { id: record.id, role: record.role } : null;
  }

  /** A client has connected. @param end called once, now or later, when its key is no longer good. @returns to be called when it has gone */
  begin(id: AccessKeyId, end: (why: AccessEnd) => void): () => void {
    const record = this.#good(id);
    if (!record) {
      end(this.#keys.find(id) ? 'expired' : 'revoked');
      return () => undefined;
    }
    const { meta, events: log, say } = this.#options;
    const leave = this.#sessions.begin(id, record.expiresAtMs, end);
    const noteDeparture = noteClient({ meta, log, say, keyName: record.name, also: (tx) => this.#keys.noteUse(tx, id) });
    return () => {
      leave();
      noteDeparture();
    };
  }

  /** @throws Fault NoPermission when the key is no longer good */
  personOf(id: AccessKeyId): Person {
    const record = this.#good(id);
    if (record) return { name: record.name, role: record.role, isLocal: false, sinceMs: record.createdAtMs };
    throw new Fault('NoPermission', this.#keys.find(id) ? 'The access key has expired.' : 'The access key was revoked.', { hint: 'Ask an administrator for another one.' });
  }

  /** One sentence per problem. */
  problems(): string[] {
    return this.#keys.problems();
  }

  close(): void {
    this.feed.close();
    this.#sessions.close();
  }

  #good(id: AccessKeyId): KeyRecord | undefined {
    const record = this.#keys.find(id);
    return record && (record.expiresAtMs === null || record.expiresAtMs > this.#now()) ? record : undefined;
  }

  #keyOf({ secret: _kept, ...record }: KeyRecord): AccessKey {
    return { ...record, connectionCount: this.#sessions.countOf(record.id) };
  }
}
