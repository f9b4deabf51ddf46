/** Facts in which no rule fails, and ways to change them. */
import type { ArrayProfile } from '../../../../electron/offload/device/deviceTypes.ts';
import { arrayProfiles } from '../../../../electron/offload/device/profiles.ts';
import type { CloneRuleFacts, DatastoreFacts, HostFacts, LocalRuleFacts, MachineFacts } from '../../../../electron/offload/rules/facts.ts';
import { objectIdSchema, type ObjectId } from '../../../../shared/ids.ts';
import type { DatastoreSwitches, HostSwitches } from '../../../../shared/model/offload.ts';
import { gibBytes, mibBytes } from '../../../../shared/units.ts';

export const id = (text: string): ObjectId => objectIdSchema.parse(text);

export const allOn: DatastoreSwitches = { isMoveOn: true, isInitOn: true, isLockingOn: true };

export function hostWith(switches: Partial<HostSwitches> = {}): HostFacts {
  const usual: HostSwitches = { hardwareAcceleratedMove: true, hardwareAcceleratedInit: true, hardwareAcceleratedLocking: true, maxTransferBytes: 4 * mibBytes, isNasPluginInstalled: true };
  return { id: id('host-1'), name: 'esx-01', switches: { ...usual, ...switches } };
}

/** A datastore on the filer (NFS) or on the block array with all primitives (VMFS); `number` tells datastores apart. */
export function place(type: 'NFS' | 'VMFS', number = 1, changes: Partial<Omit<DatastoreFacts, 'profile'>> & { readonly profile?: Partial<ArrayProfile> } = {}): DatastoreFacts {
  const { profile, ...others } = changes;
  const usual = type === 'NFS' ? arrayProfiles.nasFiler : arrayProfiles.blockFull;
  return {
    id: id(`datastore-${number}`), name: `${type.toLowerCase()}-${number}`, type, fileBlockBytes: type === 'VMFS' ? mibBytes : 4096, switches: allOn, distrust: null, ...others, profile: { ...usual, ...profile },
  };
}

export type Disk = MachineFacts['disks'][number];

export function disk(changes: Partial<Disk> = {}): Disk {
  return { label: 'Hard disk 1', backing: 'flat', format: 'thin', sizeBytes: 4 * gibBytes, logicalBytes: gibBytes, misalignmentBytes: 0, ...changes };
}

export function machine(changes: Partial<MachineFacts> = {}): MachineFacts {
  return { id: id('vm-101'), name: 'gold', powerState: 'poweredOff', isWindows: false, hasEnableUuid: false, hasSnapshot: false, disks: [disk()], cloneCount: 0, ...changes };
}

/** A clone on one datastore of the type. */
export function cloneFacts(type: 'NFS' | 'VMFS', changes: Partial<CloneRuleFacts> = {}): CloneRuleFacts {
  return { host: hostWith(), machine: machine(), targetFormat: null, source: place(type), target: place(type), count: 1, splitLoadBytes: 0, ...changes };
}

export function localFacts(type: 'NFS' | 'VMFS', changes: Partial<LocalRuleFacts> = {}): LocalRuleFacts {
  return { host: hostWith(), machine: machine(), datastore: place(type), ...changes };
}
