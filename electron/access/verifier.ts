/** Finds out whose secret somebody has brought. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccessKeyId } from '../../shared/ids.ts';
import type { KeyRecord } from './keyStore.ts';
import { isSecret, keyIdOf } from './secrets.ts';

/** Hashing is made to be slow. Whoever keeps guessing must not make others wait, or fill the memory. */
const mostWaiting = 16;

export class Verifier {
  readonly #find: (id: AccessKeyId) => KeyRecord | undefined;
  /** Of secrets that were right before, as long as the yard is open, so that coming again is quick. They are too long to be guessed from it. */
  readonly #known = new Map<AccessKeyId, Buffer>();
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** @param find the key, as long as it is good */
  constructor(find: (id: AccessKeyId) => KeyRecord | undefined) {
    this.#find = find;
  }

  /** The key that the secret belongs to; null when there is none, when it is no longer good, and when too many ask at once. */
  async verify(secret: string): Promise<AccessKeyId | null> {
    const id = keyIdOf(secret);
    const record = id === null ? undefined : this.#find(id);
    if (id === null || !record) return null;
    const digest = createHash('sha256').update(secret).digest();
    const known = this.#known.get(id);
    if (known && timingSafeEqual(known, digest)) return id;
    if (this.#waiting >= mostWaiting) return null;
    this.#waiting += 1;
    // One after the other: hashing takes a thread that files are read and written on as well.
    const work = this.#turn.then(() => isSecret(secret, record.secret));
    this.#turn = work.catch(() => undefined);
    const isRight = await work.finally(() => {
      this.#waiting -= 1;
    });
    // It may have been revoked meanwhile.
    if (!isRight || !this.#find(id)) return null;
    this.#known.set(id, digest);
    return id;
  }

  forget(id: AccessKeyId): void {
    this.#known.delete(id);
  }
}
