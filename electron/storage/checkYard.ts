/** The check of the whole yard: the array, the inventory against it, the trails of what was offloaded, and copies that wait to go on. */
import type { FileId, VolumeId } from '../../shared/ids.ts';
import type { CheckOptions, CheckReport } from '../../shared/model/system.ts';
import type { AccessDesk } from '../access/accessDesk.ts';
import type { EventLog } from '../events/eventLog.ts';
import { checkHosting } from '../hosting/checkHosting.ts';
import { checkInventory } from '../inventory/checkInventory.ts';
import type { CopyJobs } from '../offload/copyJobs.ts';
import type { TrailStore } from '../offload/trails.ts';
import type { CheckYard } from './maintenance.ts';
import type { PolicyStore } from './policyStore.ts';
import { policyProblems } from './policyUse.ts';
import type { StorageRooms } from './rooms.ts';

interface Checked {
  readonly trails: Pick<TrailStore, 'problems'>;
  readonly copyJobs: Pick<CopyJobs, 'holds' | 'problems'>;
  readonly events: Pick<EventLog, 'problems'>;
  readonly policies: PolicyStore;
  readonly access: Pick<AccessDesk, 'problems'>;
}

/** @param isQuiet true when nothing is being made or deleted: only then must the sums agree */
export function yardChecker({ array, inventory, volumes, tasks }: StorageRooms, { trails, copyJobs, events, policies, access }: Checked, isQuiet: () => boolean): CheckYard {
  return async (options: CheckOptions, signal, onProgress): Promise<CheckReport> => {
    const startedMs = performance.now();
    const found = await array.check({ ...options, signal, onProgress });
    const isKnownStray = (volumeId: VolumeId, file: FileId): boolean => volumes.isStray(volumeId, file) || copyJobs.holds(file);
    const problems = [...found.problems, ...(await checkInventory(inventory, array, isQuiet, isKnownStray)), ...checkHosting({ inventory, tasks }), ...(await trails.problems()), ...copyJobs.problems(), ...(await events.problems()), ...(await policyProblems({ inventory, policies })), ...access.problems()];
    return {
      ok: problems.length === 0,
      problems,
      repaired: found.repaired,
      isDeep: options.isDeep,
      checked: { files: found.fileCount, mapNodes: found.nodeCount, blocks: found.blockCount, segments: found.segmentCount, virtualMachines: inventory.vmCount },
      elapsedMs: performance.now() - startedMs,
    };
  };
}
