/**
 * The checksum that every stored value of a map node ends with. A wrong pointer would make a disk
 * show the bytes of another one, with a matching checksum, so rot in a map must not go unseen.
 */
import type { Crc } from './layout.ts';
import { damagedNode } from './nodeCodec.ts';

/** Bytes of the checksum behind a value. */
export const sealBytes = 4;

/** CRC-32C of the value, mixed with its key so that values cannot take each other's place. */
function sealOf(key: number, bytes: Uint8Array, crc: Crc): number {
  return (crc(bytes) ^ (key % 2 ** 32)) >>> 0;
}

export function sealValue(key: number, bytes: Uint8Array, crc: Crc): Buffer {
  const sealed = Buffer.allocUnsafe(bytes.length + sealBytes);
  sealed.set(bytes);
  sealed.writeUInt32LE(sealOf(key, bytes, crc), bytes.length);
  return sealed;
}

/** @throws Fault DataIntegrity when the value does not match its checksum */
export function unsealValue(key: number, sealed: Buffer, crc: Crc): Buffer {
  const length = sealed.length - sealBytes;
  if (length < 0) throw damagedNode(Math.floor(key / 2));
  const bytes = sealed.subarray(0, length);
  if (sealed.readUInt32LE(length) !== sealOf(key, bytes, crc)) throw damagedNode(Math.floor(key / 2));
  return bytes;
}
