import { startCloneVolume } from '../storage/cloneVolume.ts';
import { setDedupe, startDedupe, stopDedupe } from '../storage/dedupe.ts';
import { startDeleteVolume } from '../storage/deleteVolume.ts';
import { startExactPass, startScrub } from '../storage/maintenance.ts';
import { planRestore } from '../storage/restorePlan.ts';
import { startRestore } from '../storage/restoreSnapshot.ts';
import { restorableVms, startRestoreVm } from '../storage/restoreVm.ts';
import { createSnapshot, deleteSnapshot } from '../storage/snapshots.ts';
import { estimateSplit, startSplit } from '../storage/splitVolume.ts';
import { aggregateRow, snapshotRows, volumeRow, volumeRows } from '../storage/volumeRows.ts';
import { createVolume, setQuota, updateVolume } from '../storage/volumeSettings.ts';
import { watchStorage } from '../storage/watchStorage.ts';
import { withContractErrors } from './faults.ts';
import type { Implementer, YardServices } from './services.ts';

export function storageApi({ storage: os }: Implementer, { storage: rooms, log }: YardServices) {
  return {
    watch: os.watch.handler(({ signal }) => withContractErrors(watchStorage(rooms, signal), log)),
    volumes: os.volumes.handler(() => volumeRows(rooms)),
    volume: os.volume.handler(({ input }) => volumeRow(rooms, input.volumeId)),
    aggregate: os.aggregate.handler(() => aggregateRow(rooms)),
    setQuota: os.setQuota.handler(({ input }) => setQuota(rooms, input.quotaBytes)),
    createVolume: os.createVolume.handler(({ input }) => createVolume(rooms, input)),
    updateVolume: os.updateVolume.handler(({ input }) => updateVolume(rooms, input.volumeId, input.settings)),
    deleteVolume: os.deleteVolume.handler(async ({ input, context }) => ({ taskId: await startDeleteVolume(rooms, input, context.initiator) })),
    snapshots: os.snapshots.handler(({ input }) => snapshotRows(rooms, input.volumeId)),
    createSnapshot: os.createSnapshot.handler(({ input }) => createSnapshot(rooms, input)),
    deleteSnapshot: os.deleteSnapshot.handler(async ({ input }) => {
      await deleteSnapshot(rooms, input.snapshotId);
      return {};
    }),
    planRestore: os.planRestore.handler(({ input }) => planRestore(rooms, input.snapshotId)),
    restoreSnapshot: os.restoreSnapshot.handler(async ({ input, context }) => ({ taskId: await startRestore(rooms, input, context.initiator) })),
    restorableVms: os.restorableVms.handler(({ input, signal }) => restorableVms(rooms, input, signal)),
    restoreVm: os.restoreVm.handler(async ({ input, context }) => ({ taskId: await startRestoreVm(rooms, input, context.initiator) })),
    cloneVolume: os.cloneVolume.handler(async ({ input, context }) => ({ taskId: await startCloneVolume(rooms, input, context.initiator) })),
    estimateSplit: os.estimateSplit.handler(({ input, signal }) => estimateSplit(rooms, input.volumeId, signal)),
    splitVolume: os.splitVolume.handler(async ({ input, context }) => ({ taskId: await startSplit(rooms, input, context.initiator) })),
    setDedupe: os.setDedupe.handler(({ input }) => setDedupe(rooms, input)),
    startDedupe: os.startDedupe.handler(async ({ input, context }) => ({ taskId: await startDedupe(rooms, input, context.initiator) })),
    stopDedupe: os.stopDedupe.handler(({ input }) => ({ taskId: stopDedupe(rooms, input.volumeId) })),
    scrub: os.scrub.handler(async ({ input, context }) => ({ taskId: await startScrub(rooms, input.requestId, context.initiator) })),
    exactPass: os.exactPass.handler(async ({ input, context }) => ({ taskId: await startExactPass(rooms, input.requestId, context.initiator) })),
  };
}
