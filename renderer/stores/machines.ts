/** What is asked about one virtual machine at a time: its snapshots, its share of the space, what has changed. */
import type { ObjectId } from '../../shared/ids.ts';
import type { VmRow } from '../../shared/model/inventory.ts';
import type { MachineSpace, VmDiffEvent, VmSnapshotTree, VmState } from '../../shared/model/machine.ts';
import { yard } from './connection.ts';
import { useLoaded, type Loaded } from './requests.ts';
import { revisionOf } from './revision.ts';

/** A burst of changes of the machine is answered once. */
const settleMs = 80;

/** The snapshots of a machine, asked for again whenever its row changes, as it does with them. */
export function useVmSnapshots(vm: VmRow | undefined): Loaded<VmSnapshotTree> {
  const loaded = useLoaded(vm === undefined ? null : `${vm.id} ${revisionOf(vm)}`, (signal) => {
    if (vm === undefined) throw new Error('There is no machine to ask about.');
    return yard().machines.snapshots({ vmId: vm.id }, { signal });
  }, settleMs);
  const isOfThis = vm !== undefined && loaded.value?.vmId === vm.id;
  return isOfThis ? loaded : { ...loaded, value: null };
}

/** The space of a machine with its fair share, asked for again whenever its row changes. */
export function useMachineSpace(vm: VmRow): Loaded<MachineSpace | null> {
  const loaded = useLoaded(`${vm.id} ${revisionOf(vm)}`, async (signal) => (await yard().machines.space({ ids: [vm.id] }, { signal }))[0] ?? null, settleMs);
  return loaded.value?.vmId === vm.id ? loaded : { ...loaded, value: null };
}

export interface ChangedRange {
  readonly offset: number;
  readonly length: number;
}

/** The differences of one disk. `ranges` are in order. */
export interface DiskChanges {
  readonly disk: string;
  readonly sizeBytes: number;
  readonly changedBytes: number;
  readonly rangeCount: number;
  readonly ranges: readonly ChangedRange[];
}

export interface Changes {
  readonly changedBytes: number;
  readonly rangeCount: number;
  readonly disks: readonly DiskChanges[];
}

/** Puts the events of a comparison together; the stream ends with `end`. */
export async function gatherChanges(events: AsyncIterable<VmDiffEvent>): Promise<Changes> {
  const disks: DiskChanges[] = [];
  let ranges: ChangedRange[] = [];
  for await (const event of events) {
    if (event.type === 'extents') ranges.push(...event.extents);
    else if (event.type === 'disk') {
      disks.push({ disk: event.disk, sizeBytes: event.sizeBytes, changedBytes: event.changedBytes, rangeCount: event.extentCount, ranges });
      ranges = [];
    } else return { changedBytes: event.changedBytes, rangeCount: event.extentCount, disks };
  }
  throw new Error('The comparison ended before it was complete.');
}

/** Everything that changed on the disks from one state to the other. */
export async function loadChanges(vmId: ObjectId, from: VmState, to: VmState, signal: AbortSignal): Promise<Changes> {
  return await gatherChanges(await yard().machines.diff({ vmId, from, to }, { signal }));
}
