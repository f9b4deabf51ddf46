/** Puts this room together. */
import type { InventoryRooms } from '../inventory/rooms.ts';
import { registerCustomizeMachine } from './customizeMachine.ts';
import { openSecrets } from './openSecrets.ts';
import { PoolStore } from './poolStore.ts';
import type { CustomizationRooms } from './rooms.ts';
import type { SecretKey } from './secretBox.ts';
import { SpecStore } from './specStore.ts';

/** A key that the desktop shell has taken out of the operating system's keychain; what crosses to the worker is text. */
export interface KeychainKey {
  readonly id: string;
  /** Base64 of 32 bytes. */
  readonly key: string;
}

/** @param dataDirectory where the key file is, or will be */
export function openCustomization(rooms: InventoryRooms, dataDirectory: string, keychainKey: KeychainKey | null): CustomizationRooms {
  const { meta, array, inventory, tasks } = rooms;
  const key: SecretKey | null = keychainKey && { id: keychainKey.id, protectedBy: 'keychain', bytes: Buffer.from(keychainKey.key, 'base64') };
  const customization = { array, inventory, tasks, specs: new SpecStore(meta, openSecrets(dataDirectory, key)), pools: new PoolStore(meta, inventory) };
  registerCustomizeMachine(customization);
  return customization;
}
