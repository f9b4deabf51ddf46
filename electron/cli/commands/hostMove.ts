import type { Command } from 'commander';
import { findOfKind } from '../hostingObjects.ts';
import { matchName, readInventory } from '../inventory.ts';
import { findHost } from '../offload.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';

export function addHostMove(parent: Command, shell: Shell): void {
  parent
    .command('move')
    .description('move a host with the machines on it into another cluster, or out of one; none of them may be powered on')
    .argument('<name>', 'host')
    .requiredOption('--to <place>', 'cluster, or the datacenter it is in')
    .action(async (typed: string, options: { to: string }) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const { id, name } = findHost(inventory, typed);
        const datacenters = [...inventory.containers.values()].filter(({ kind }) => kind === 'datacenter');
        const place = matchName(datacenters, options.to) ?? findOfKind(inventory, 'cluster', options.to);
        const { task, result } = await runTask(shell, session, 'moveHost', (requestId) => session.client.hosting.moveHost({ id, parentId: place.id, requestId }));
        shell.answer({ task: task.id, id, name, to: result.to }, () => `Moved ${name} to "${result.to}".`);
      });
    });
}
