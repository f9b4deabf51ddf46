/**
 * Keeps secrets encrypted: AES-256-GCM under a key that is kept elsewhere. What a secret belongs to is authenticated
 * along with it, so that a stored one cannot be moved to another place.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Fault } from '../../shared/faults.ts';
import type { SecretProtection } from '../../shared/model/customization.ts';

/** 32 random bytes and the name under which sealed secrets refer to them. */
export interface SecretKey {
  readonly id: string;
  readonly protectedBy: SecretProtection;
  readonly bytes: Uint8Array;
}

/** A secret as it is stored. */
export interface SealedSecret {
  readonly keyId: string;
  readonly protectedBy: SecretProtection;
  /** Base64 of 12 bytes of nonce, the encrypted text and 16 bytes of tag. */
  readonly text: string;
}

export interface SecretBox {
  /** What protects the secrets that are set from now on. */
  readonly protectedBy: SecretProtection;
  /** @param place what it belongs to; the same is needed to open it */
  seal(secret: string, place: string): SealedSecret;
  /** @throws Fault InvalidState when its key is not here, DataIntegrity when it was changed or belongs elsewhere */
  open(sealed: SealedSecret, place: string): string;
}

const nonceBytes = 12;
const tagBytes = 16;

/** @param preferred seals; `others` only open what they have sealed before */
export class KeyedSecretBox implements SecretBox {
  readonly #preferred: SecretKey;
  readonly #keys: ReadonlyMap<string, SecretKey>;

  constructor(preferred: SecretKey, others: readonly SecretKey[] = []) {
    this.#preferred = preferred;
    this.#keys = new Map([...others, preferred].map((key) => [key.id, key]));
  }

  get protectedBy(): SecretProtection {
    return this.#preferred.protectedBy;
  }

  seal(secret: string, place: string): SealedSecret {
    const { id, protectedBy, bytes } = this.#preferred;
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', bytes, nonce);
    cipher.setAAD(Buffer.from(place));
    const encrypted = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { keyId: id, protectedBy, text: encrypted.toString('base64') };
  }

  open({ keyId, protectedBy, text }: SealedSecret, place: string): string {
    const key = this.#keys.get(keyId);
    if (!key) throw missingKey(protectedBy);
    const sealed = Buffer.from(text, 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes)), decipher.final()]).toString('utf8');
    } catch (error) {
      throw new Fault('DataIntegrity', 'A stored secret is damaged and cannot be read.', { hint: 'Set it anew.' }, { cause: error });
    }
  }
}

function missingKey(protectedBy: SecretProtection): Fault {
  if (protectedBy === 'keychain') {
    return new Fault('InvalidState', "The key of this secret is in the operating system's keychain, which only the desktop client on the computer and account that set it can open.", {
      hint: 'Open the yard there, or set the secret anew.',
    });
  }
  return new Fault('InvalidState', 'The key file that this secret was sealed with is missing or was replaced.', { hint: 'Put the key file back, or set the secret anew.' });
}
