import type { Command } from 'commander';
import type { TaskId } from '../../../shared/ids.ts';
import { trailView } from '../decisionText.ts';
import { readInventory } from '../inventory.ts';
import { namesOf } from '../offload.ts';
import type { Shell } from '../shell.ts';
import { trailTable } from '../trailTable.ts';
import { parseTaskId, parseTrailLimit } from '../values.ts';

export function addOffloadTrails(parent: Command, shell: Shell): void {
  parent
    .command('trails')
    .description('list what was decided and what became of it, newest first')
    .option('--limit <n>', 'at most so many', parseTrailLimit, 50)
    .option('--task <id>', 'of one task only, such as task-7', parseTaskId)
    .action(async ({ limit, task }: { limit: number; task?: TaskId }) => {
      await shell.inYard(async ({ client }) => {
        const nameOf = namesOf(await readInventory(client));
        const trails = await client.offload.trails({ limit, ...(task !== undefined && { taskId: task }) });
        shell.answer(trails.map((trail) => trailView(trail, nameOf)), () => (trails.length === 0 ? 'No trails are kept.' : trailTable(trails)));
      });
    });
}
