import type { Command } from 'commander';
import { mostTrails } from '../../../shared/contract/offload.ts';
import type { TaskId } from '../../../shared/ids.ts';
import type { Trail } from '../../../shared/model/offload.ts';
import { trailView } from '../decisionText.ts';
import { readInventory } from '../inventory.ts';
import { namesOf } from '../offload.ts';
import type { Session } from '../session.ts';
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
        const trails = await newestTrails(client, limit, task);
        shell.answer(trails.map((trail) => trailView(trail, nameOf)), () => (trails.length === 0 ? 'No trails are kept.' : trailTable(trails)));
      });
    });
}

/** Asks as often as it takes. */
async function newestTrails(client: Session['client'], limit: number, taskId: TaskId | undefined): Promise<Trail[]> {
  const found: Trail[] = [];
  for (;;) {
    const pageLimit = Math.min(mostTrails, limit - found.length);
    const beforeId = found.at(-1)?.id;
    const page = await client.offload.trails({ limit: pageLimit, ...(beforeId !== undefined && { beforeId }), ...(taskId !== undefined && { taskId }) });
    found.push(...page);
    if (page.length < pageLimit || found.length >= limit) return found;
  }
}
