/** What the wizard has gathered so far, and what of it can be judged without asking the yard. Pure. */
import type { ObjectId, StoragePolicyId } from '../../../shared/ids.ts';
import type { DiskFormat, VmRow } from '../../../shared/model/inventory.ts';
import type { MigrationSpec } from '../../../shared/model/migration.ts';
import { say } from '../../strings/say.ts';
import { placementOf, type DiskPlaces, type PlacedDisk } from '../parts/diskPlaces.ts';

export type MigrationType = 'host' | 'datastore' | 'both';

export interface MigrateDraft {
  readonly type: MigrationType;
  readonly hostId: ObjectId | null;
  /** Null: nothing was chosen; where disks are placed one by one, the machine and all others stay. */
  readonly datastoreId: ObjectId | null;
  /** Whether disks are placed one by one; of a single machine only. */
  readonly placesDisks: boolean;
  readonly diskPlaces: DiskPlaces;
  /** Null: "Datastore default"; 'same': each keeps its own. */
  readonly policy: StoragePolicyId | null | 'same';
  /** Null: each disk keeps its format. */
  readonly diskFormat: DiskFormat | null;
}

export const changesHost = (type: MigrationType): boolean => type !== 'datastore';
export const changesDatastore = (type: MigrationType): boolean => type !== 'host';

/**
 * What to plan, or null while something is missing. What was chosen for another type does not count.
 * @param disks those of the machine, where it is a single one and they are known
 */
export function specOf(vmIds: readonly ObjectId[], { type, hostId, datastoreId, placesDisks, diskPlaces, policy, diskFormat }: MigrateDraft, disks: readonly PlacedDisk[]): MigrationSpec | null {
  const diskPlacement = changesDatastore(type) && placesDisks ? placementOf(disks, datastoreId, diskPlaces) : [];
  if ((changesHost(type) && hostId === null) || (changesDatastore(type) && datastoreId === null && diskPlacement.length === 0)) return null;
  return {
    vmIds: [...vmIds],
    hostId: changesHost(type) ? hostId : null,
    datastoreId: changesDatastore(type) ? datastoreId : null,
    ...(diskPlacement.length > 0 ? { diskPlacement } : {}),
    ...(changesDatastore(type) && policy !== 'same' ? { policyId: policy } : {}),
    ...(changesDatastore(type) && diskFormat !== null ? { diskFormat } : {}),
  };
}

/** What has to be known of machines that run while their disks are moved; empty where there are none. */
export function typeNote(type: MigrationType, vms: readonly VmRow[]): string {
  if (!changesDatastore(type)) return '';
  const running = vms.filter(({ powerState }) => powerState !== 'poweredOff');
  const [first] = running;
  if (first === undefined) return '';
  if (vms.length === 1) return say('migrate.runningMachine', { name: first.name });
  return running.length === vms.length ? say('migrate.runningAll') : say('migrate.runningSome', { count: running.length, total: vms.length });
}

/** The place that all of them are in, or null. */
export function commonPlace(vms: readonly VmRow[], placeOf: (vm: VmRow) => ObjectId): ObjectId | null {
  const [first, ...others] = vms.map(placeOf);
  return first !== undefined && others.every((id) => id === first) ? first : null;
}
