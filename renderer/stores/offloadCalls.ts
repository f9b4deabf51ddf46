/** What is asked about the offload of single operations: how a machine was made, what a clone would come to. */
import type { ObjectId, TaskId, VmSnapshotId } from '../../shared/ids.ts';
import type { DiskRoute } from '../../shared/model/clonePlan.ts';
import { datastoreIdsOf, type DiskFormat, type DiskPlacement, type VmRow } from '../../shared/model/inventory.ts';
import type { Decision, Trail } from '../../shared/model/offload.ts';
import type { VmTrails } from '../../shared/contract/offload.ts';
import { useAcceleration } from './acceleration.ts';
import type { AccelerationState } from './accelerationEvents.ts';
import { yard } from './connection.ts';
import { useVm } from './inventory.ts';
import { useLoaded, type Loaded } from './requests.ts';
import { revisionOf } from './revision.ts';

/** A burst of changes of the machine is answered once. */
const settleMs = 80;
/** Of one task; its clones share few. */
const taskTrailLimit = 100;

/** How a machine was made and what happened to it since, asked for again whenever its row changes. */
export function useVmTrails(vm: VmRow): Loaded<VmTrails> {
  return useLoaded(`${vm.id} ${revisionOf(vm)}`, (signal) => yard().offload.explain({ vmId: vm.id }, { signal }), settleMs);
}

/** How the clone is made, of several ways the least of them; `routes` tells of each. */
export type CloneDecision = Decision & { readonly routes: readonly DiskRoute[] };

export interface CloneQuestion {
  readonly vmId: ObjectId;
  readonly snapshotId: VmSnapshotId | null;
  readonly datastoreId: ObjectId | null;
  readonly hostId: ObjectId | null;
  /** Null: each disk keeps its format. */
  readonly diskFormat: DiskFormat | null;
  /** Disks that go elsewhere than the others. */
  readonly diskPlacement: DiskPlacement;
}

/** What one clone would come to; asked for again when the machine, the host's switches or the datastores change. */
export function useCloneDecision(question: CloneQuestion | null): Loaded<CloneDecision> {
  const vm = useVm(question?.vmId ?? null);
  const settings = useAcceleration((state) => settingsOf(state, question, vm));
  return useLoaded(question === null || vm === undefined ? null : `${JSON.stringify(question)} ${revisionOf(vm)} ${settings}`, (signal) => {
    if (question === null) throw new Error('There is nothing to decide.');
    const { vmId, snapshotId, datastoreId, hostId, diskFormat, diskPlacement } = question;
    const input = {
      vmId, datastoreId, hostId,
      ...(snapshotId === null ? {} : { snapshotId }), ...(diskFormat === null ? {} : { diskFormat }), ...(diskPlacement.length === 0 ? {} : { diskPlacement }),
    };
    return yard().offload.decide(input, { signal });
  }, settleMs);
}

/** The part of hardware acceleration that decides about one clone. */
function settingsOf(state: AccelerationState, question: CloneQuestion | null, vm: VmRow | undefined): string {
  if (question === null || vm === undefined) return '';
  return JSON.stringify([state.hosts.get(question.hostId ?? vm.hostId)?.switches ?? null, deviceSettings(state, vm, [question.datastoreId, ...question.diskPlacement.map(({ datastoreId }) => datastoreId)])]);
}

/** Counters change twice a second and decide nothing. */
function deviceSettings(state: AccelerationState, source: VmRow, targetIds: readonly (ObjectId | null)[]): unknown[] {
  return [...datastoreIdsOf(source), ...targetIds.filter((id) => id !== null)].map((id) => {
    const row = state.datastores.get(id);
    return row === undefined ? null : [row.profile, row.switches, row.distrust, row.fileBlockBytes];
  });
}

/** Changes whenever clones of the source, on whichever hosts, may be made in another way than before. @param placedIds where single disks go besides */
export function useCloneSettings(sourceId: ObjectId | null, datastoreId: ObjectId | null, placedIds: readonly ObjectId[] = []): string {
  const source = useVm(sourceId);
  const settings = useAcceleration((state) =>
    source === undefined ? '' : JSON.stringify([[...state.hosts.values()].map(({ switches }) => switches), deviceSettings(state, source, [datastoreId, ...placedIds])]),
  );
  return source === undefined ? '' : `${source.powerState} ${source.snapshotCount} ${settings}`;
}

/** The trails of one task, asked for again when `version` changes. */
export function useTaskTrails(taskId: TaskId, version: string): Loaded<readonly Trail[]> {
  return useLoaded<readonly Trail[]>(`${taskId} ${version}`, (signal) => yard().offload.trails({ limit: taskTrailLimit, taskId }, { signal }), settleMs);
}
