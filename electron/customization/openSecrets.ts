/** Opens what protects secrets in this process: the key that the desktop shell got from the keychain, else the key file. */
import type { SecretProtection } from '../../shared/model/customization.ts';
import { makeKeyFile, readKeyFile } from './keyFile.ts';
import { KeyedSecretBox, type SealedSecret, type SecretBox, type SecretKey } from './secretBox.ts';

/** A box whose key file is read, or made, when the first secret is sealed or opened: most yards never have one. */
export function openSecrets(directory: string, keychainKey: SecretKey | null): SecretBox {
  let opened: SecretBox | null = null;
  const box = (isSealing: boolean): SecretBox => {
    if (opened) return opened;
    const fromFile = readKeyFile(directory);
    if (keychainKey) return (opened = new KeyedSecretBox(keychainKey, fromFile ? [fromFile] : []));
    if (fromFile) return (opened = new KeyedSecretBox(fromFile));
    // Nothing can be opened without a key, and asking must not make one.
    return isSealing ? (opened = new KeyedSecretBox(makeKeyFile(directory))) : noKeys;
  };
  return {
    protectedBy: (keychainKey?.protectedBy ?? 'keyFile') satisfies SecretProtection,
    seal: (secret: string, place: string): SealedSecret => box(true).seal(secret, place),
    open: (sealed: SealedSecret, place: string): string => box(false).open(sealed, place),
  };
}

const noKeys = new KeyedSecretBox({ id: '', protectedBy: 'keyFile', bytes: new Uint8Array(32) });
