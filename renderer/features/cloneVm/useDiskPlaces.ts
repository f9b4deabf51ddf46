/** The disks of a machine that is cloned, and where each of them goes. */
import { useState } from 'react';
import { yard } from '../../stores/connection.ts';
import { useLoaded } from '../../stores/requests.ts';
import { revisionOf } from '../../stores/revision.ts';
import type { FaultRecord } from '../../../shared/faults.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { datastoreIdsOf, type DiskPlacement, type VmRow } from '../../../shared/model/inventory.ts';
import { noPlaces, placeable, placementOf, targetsOf, type DiskPlaces, type PlacedDisk } from '../parts/diskPlaces.ts';

interface Choice {
  readonly placesDisks: boolean;
  readonly diskPlaces: DiskPlaces;
}

export interface PlacedDisks extends Choice {
  /** Those that can be placed; none until they are known. */
  readonly disks: readonly PlacedDisk[];
  /** What to ask for. */
  readonly diskPlacement: DiskPlacement;
  /** Every datastore that something comes to, the home first. */
  readonly targetIds: readonly ObjectId[];
  readonly change: (change: Partial<Choice>) => void;
  /** Why the disks are not known, or not as they are now. */
  readonly fault: FaultRecord | null;
  readonly reload: () => void;
}

/** @param homeId the datastore that was chosen; null: each disk goes beside its original */
export function useDiskPlaces(vm: VmRow | undefined, homeId: ObjectId | null): PlacedDisks {
  const [choice, setChoice] = useState<Choice>({ placesDisks: false, diskPlaces: noPlaces });
  const detail = useLoaded(vm === undefined ? null : `${vm.id} ${revisionOf(vm)}`, (signal) => {
    if (vm === undefined) throw new Error('There is no machine.');
    return yard().inventory.vm({ id: vm.id }, { signal });
  });
  const disks = placeable(detail.value?.id === vm?.id ? (detail.value?.disks ?? []) : []);
  const places = choice.placesDisks ? choice.diskPlaces : noPlaces;
  // Until its disks are known, they may be anywhere where something of the machine lies.
  const presentIds = vm === undefined ? [] : datastoreIdsOf(vm);
  return {
    ...choice,
    disks,
    diskPlacement: placementOf(disks, homeId, places),
    targetIds: vm === undefined || disks.length === 0 ? (homeId === null ? presentIds : [homeId]) : targetsOf(disks, homeId, vm.datastoreId, places),
    change: (part) => setChoice((before) => ({ ...before, ...part })),
    fault: detail.fault,
    reload: detail.reload,
  };
}
