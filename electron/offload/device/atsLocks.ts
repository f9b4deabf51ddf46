/**
 * Locks between hosts that touch one datastore. Hosts that use ATS keep the lock sector as they last saw it and replace it only while
 * it still is like that; a miscompare says that another host was there since, and the sector is read again. Hosts that do not use it
 * reserve the whole LUN (vSphere 8 Storage, "VMFS locking mechanisms"). NFS has locks of its own.
 *
 * The lock sector of a datastore is sector 0 of its device, 512 bytes, numbers little-endian:
 *
 * | Offset | Length | What |
 * |---|---|---|
 * | 0 | 8 | `CYLOCK01` in ASCII; zeros as long as nobody was there |
 * | 8 | 8 | generation: how often the lock was taken |
 * | 16 | 2 | length of the owner in bytes |
 * | 18 | up to 494 | owner: the id of the host, UTF-8; zeros up to the end |
 */
import type { ObjectId, VolumeId } from '../../../shared/ids.ts';
import type { MetaTx } from '../../meta/meta.ts';
import { CommandFailed, type Device } from './deviceTypes.ts';
import { sectorBytes, type LockSectors } from './lockSectors.ts';

const lockSector = 0;
const magic = Buffer.from('CYLOCK01', 'ascii');
const generationAt = 8;
const ownerLengthAt = 16;
const ownerAt = 18;
/** With one process holding the data directory the second attempt succeeds; the others are for devices that do not do as they say. */
const mostAttempts = 4;

export interface LockRecord {
  readonly generation: bigint;
  readonly owner: string;
}

/** Null for a sector that holds no lock record. */
export function readLock(sector: Uint8Array): LockRecord | null {
  const bytes = Buffer.from(sector.buffer, sector.byteOffset, sector.byteLength);
  if (bytes.length !== sectorBytes || !bytes.subarray(0, magic.length).equals(magic)) return null;
  const length = bytes.readUInt16LE(ownerLengthAt);
  if (ownerAt + length > sectorBytes) return null;
  return { generation: bytes.readBigUInt64LE(generationAt), owner: bytes.toString('utf8', ownerAt, ownerAt + length) };
}

export function lockOf({ generation, owner }: LockRecord): Uint8Array {
  const sector = Buffer.alloc(sectorBytes);
  const name = Buffer.from(owner, 'utf8');
  if (ownerAt + name.length > sectorBytes) throw new RangeError(`The owner of a lock has at most ${sectorBytes - ownerAt} bytes.`);
  magic.copy(sector);
  sector.writeBigUInt64LE(generation, generationAt);
  sector.writeUInt16LE(name.length, ownerLengthAt);
  name.copy(sector, ownerAt);
  return sector;
}

export type LockMeans = 'ats' | 'reservation' | 'none';

export class DatastoreLocks {
  readonly #sectors: LockSectors;
  /** The sector of each volume as its hosts last saw it. A host that has just come up reads it first. */
  readonly #seen = new Map<VolumeId, Map<ObjectId, Uint8Array>>();
  /** ... as it will be once the transaction is durable. */
  readonly #open = new WeakMap<MetaTx, Map<VolumeId, Map<ObjectId, Uint8Array>>>();

  constructor(sectors: LockSectors) {
    this.#sectors = sectors;
  }

  /**
   * Takes the lock of the datastore for a host that changes something there, in the transaction of the change.
   * @param isLockingOn the host's `VMFS3.HardwareAcceleratedLocking`; the switch of the datastore counts as well
   * @returns how it was locked; never fails for want of ATS
   */
  touch(tx: MetaTx, device: Device, hostId: ObjectId, isLockingOn: boolean): LockMeans {
    if (device.type === 'NFS') return 'none';
    const hasAts = isLockingOn && device.switches.isLockingOn && device.profile.primitives.has('ats');
    if (hasAts && this.#lock(tx, device, hostId)) return 'ats';
    device.reserve();
    return 'reservation';
  }

  /** For a volume that is deleted in the same transaction, together with its sectors. */
  forget(tx: MetaTx, volumeId: VolumeId): void {
    this.#open.get(tx)?.delete(volumeId);
    tx.onCommit(() => this.#seen.delete(volumeId));
  }

  #lock(tx: MetaTx, device: Device, hostId: ObjectId): boolean {
    const { volumeId } = device;
    let expected = this.#open.get(tx)?.get(volumeId)?.get(hostId) ?? this.#seen.get(volumeId)?.get(hostId) ?? this.#sectors.read(volumeId, lockSector);
    try {
      for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
        const next = lockOf({ generation: (readLock(expected)?.generation ?? 0n) + 1n, owner: hostId });
        if (device.compareAndWrite(tx, lockSector, expected, next)) {
          this.#remember(tx, device, hostId, next);
          device.note('ats', true, 'The lock sector was compared and written.');
          return true;
        }
        expected = this.#sectors.read(volumeId, lockSector);
      }
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      device.note('ats', false, error.message);
      return false;
    }
    device.note('ats', false, 'The lock sector kept changing; the LUN was reserved instead.');
    return false;
  }

  #remember(tx: MetaTx, { volumeId }: Device, hostId: ObjectId, sector: Uint8Array): void {
    const open = this.#open.get(tx) ?? new Map<VolumeId, Map<ObjectId, Uint8Array>>();
    this.#open.set(tx, open);
    setFor(open, volumeId, hostId, sector);
    tx.onCommit(() => setFor(this.#seen, volumeId, hostId, sector));
  }
}

function setFor(sectors: Map<VolumeId, Map<ObjectId, Uint8Array>>, volumeId: VolumeId, hostId: ObjectId, sector: Uint8Array): void {
  const byHost = sectors.get(volumeId) ?? new Map<ObjectId, Uint8Array>();
  sectors.set(volumeId, byHost);
  byHost.set(hostId, sector);
}
