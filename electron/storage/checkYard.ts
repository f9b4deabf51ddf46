/** The check of the whole yard: the array, the inventory against it, and the trails of what was offloaded. */
import type { CheckOptions, CheckReport } from '../../shared/model/system.ts';
import { checkInventory } from '../inventory/checkInventory.ts';
import type { TrailStore } from '../offload/trails.ts';
import type { CheckYard } from './maintenance.ts';
import type { StorageRooms } from './rooms.ts';

/** @param isQuiet true when nothing is being made or deleted: only then must the sums agree */
export function yardChecker({ array, inventory, volumes }: StorageRooms, trails: Pick<TrailStore, 'problems'>, isQuiet: () => boolean): CheckYard {
  return async (options: CheckOptions, signal, onProgress): Promise<CheckReport> => {
    const startedMs = performance.now();
    const found = await array.check({ ...options, signal, onProgress });
    const problems = [...found.problems, ...(await checkInventory(inventory, array, isQuiet, (volumeId, file) => volumes.isStray(volumeId, file))), ...(await trails.problems())];
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
