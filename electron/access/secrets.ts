/** What lets the holder of an access key in, and the form in which it is kept: nobody who reads the store can come in with it. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { accessKeyIdSchema, type AccessKeyId } from '../../shared/ids.ts';

/** A secret as it is stored: its salted hash. */
export interface HashedSecret {
  /** Base64 of 16 bytes. */
  readonly salt: string;
  /** Base64 of 32 bytes: scrypt (RFC 7914) of the secret with the salt. */
  readonly hash: string;
  /** The parameter N of scrypt; r is 8 and p is 1. */
  readonly cost: number;
}

const secretBytes = 32;
const saltBytes = 16;
const hashBytes = 32;
/** About 30 ms and 16 MiB. The secret is random and cannot be guessed, so more would only slow down whoever comes in. */
const presentCost = 16_384;

/** For example `access-3.gPUzZ0…`: the id says which hash to compare with. All of it may stand in a fragment and in a protocol header. */
export function makeSecret(id: AccessKeyId): string {
  return `${id}.${randomBytes(secretBytes).toString('base64url')}`;
}

/** The key that a secret says to belong to, or null for what is no secret at all. */
export function keyIdOf(secret: string): AccessKeyId | null {
  const [, id] = /^(access-[1-9]\d{0,14})\.[\w-]{43}$/.exec(secret) ?? [];
  return accessKeyIdSchema.safeParse(id).data ?? null;
}

export async function hashSecret(secret: string): Promise<HashedSecret> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(secret, salt, presentCost);
  return { salt: salt.toString('base64'), hash: hash.toString('base64'), cost: presentCost };
}

/** False for what was damaged. */
export function isHashedSecret({ salt, hash, cost }: HashedSecret): boolean {
  return Buffer.from(salt, 'base64').length === saltBytes && Buffer.from(hash, 'base64').length === hashBytes && cost >= presentCost;
}

/** Takes as long for a wrong secret as for the right one. */
export async function isSecret(given: string, { salt, hash, cost }: HashedSecret): Promise<boolean> {
  const expected = Buffer.from(hash, 'base64');
  const found = await derive(given, Buffer.from(salt, 'base64'), cost);
  return expected.length === found.length && timingSafeEqual(expected, found);
}

/** On a thread of its own, so that nothing else waits for it. */
function derive(secret: string, salt: Buffer, cost: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, hashBytes, { N: cost, r: 8, p: 1 }, (error, hash) => (error ? reject(error) : resolve(hash)));
  });
}
