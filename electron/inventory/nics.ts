/** Network adapters of virtual machines, and the addresses that the vCenter gives them. */
import type { ObjectId } from '../../shared/ids.ts';
import type { NicDraft, NicRecord } from './records.ts';

/** As many as a virtual machine can have ("Configuration Maximums", vSphere 6.7). */
export const mostNics = 10;

/**
 * Addresses that a vCenter gives out start with the prefix of VMware, 00:50:56, followed by
 * 80 to bf ("VMware OUI Allocation", vSphere Networking); those below are for people to set.
 */
const addressCount = 0x40_0000;
const firstAddress = 0x80_0000;

/**
 * The first free address of those that the number of a virtual machine leads to: ten in a row are its own until all
 * have been given out, so they stay the same whatever becomes of others.
 */
export function freeMacAddress(vmNumber: number, isTaken: (macAddress: string) => boolean): string {
  for (let tried = 0; tried < addressCount; tried += 1) {
    const address = macAddressOf((vmNumber * mostNics + tried) % addressCount);
    if (!isTaken(address)) return address;
  }
  throw new Error('All addresses of network adapters are in use.');
}

function macAddressOf(number: number): string {
  const digits = (firstAddress + number).toString(16);
  return `00:50:56:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4)}`;
}

/** "Network adapter 3". */
export function nicLabel(number: number): string {
  return `Network adapter ${number}`;
}

/** The one adapter of a new virtual machine. */
export function firstAdapterOn(networkId: ObjectId): NicDraft {
  return { label: nicLabel(1), networkId, isConnected: true };
}

/** Each network once, in the order of the adapters. */
export function networkIdsOf(nics: readonly Pick<NicRecord, 'networkId'>[] | undefined): ObjectId[] {
  return [...new Set((nics ?? []).map(({ networkId }) => networkId))];
}
