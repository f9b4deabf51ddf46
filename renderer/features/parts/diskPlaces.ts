/** Where single disks of a machine go, as it is chosen disk by disk. Pure. */
import type { ObjectId } from '../../../shared/ids.ts';
import { customizationDiskLabel, type Datastore, type DiskPlacement, type VmDetail } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';

/** Datastores by the labels of disks. A disk that is not named goes with the machine. */
export type DiskPlaces = Readonly<Record<string, ObjectId>>;

export const noPlaces: DiskPlaces = {};

/** A disk, and where it lies now. */
type VmDisk = VmDetail['disks'][number];
export type PlacedDisk = Pick<VmDisk, 'label' | 'sizeBytes' | 'datastoreId'>;

/** The disk that tells a guest who it is lies at the home of its machine, always. */
export function placeable<Disk extends Pick<VmDisk, 'label'>>(disks: readonly Disk[]): Disk[] {
  return disks.filter(({ label }) => label !== customizationDiskLabel);
}

/** Where a disk comes to. @param homeId what was chosen for the machine; null: each disk goes beside its original, or stays */
export function placeOf({ label, datastoreId }: Pick<PlacedDisk, 'label' | 'datastoreId'>, homeId: ObjectId | null, places: DiskPlaces): ObjectId {
  return places[label] ?? homeId ?? datastoreId;
}

/** What to ask for: the disks that come to another place than they would by themselves. What was said of disks that are gone does not count. */
export function placementOf(disks: readonly PlacedDisk[], homeId: ObjectId | null, places: DiskPlaces): DiskPlacement {
  return placeable(disks).flatMap((disk) => {
    const datastoreId = placeOf(disk, homeId, places);
    return datastoreId === placeOf(disk, homeId, noPlaces) ? [] : [{ label: disk.label, datastoreId }];
  });
}

/** Places with that of one disk changed. @param datastoreId null: with the machine */
export function withPlace(places: DiskPlaces, label: string, datastoreId: ObjectId | null): DiskPlaces {
  const { [label]: _before, ...others } = places;
  return datastoreId === null ? others : { ...others, [label]: datastoreId };
}

/** Every datastore that something comes to, the home first. @param sourceHomeId the home of what they are disks of now */
export function targetsOf(disks: readonly PlacedDisk[], homeId: ObjectId | null, sourceHomeId: ObjectId, places: DiskPlaces): ObjectId[] {
  return [...new Set([homeId ?? sourceHomeId, ...placeable(disks).map((disk) => placeOf(disk, homeId, places))])];
}

/** The name of a datastore, or that it is gone. */
export function datastoreName(datastores: readonly Pick<Datastore, 'id' | 'name'>[], id: ObjectId): string {
  return datastores.find((datastore) => datastore.id === id)?.name ?? say('parts.unknownDatastore');
}
