import type { Command } from 'commander';
import { findOfKind } from '../hostingObjects.ts';
import { readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';

const refusals = {
  datacenter: 'refused while there is anything in it',
  cluster: 'refused while there are hosts in it',
  host: 'refused unless it is in maintenance mode and without machines and templates',
  network: 'refused while an adapter is on it',
} as const;

/** `datacenter rm`, `cluster rm`, `host rm`, `network rm`. */
export function addObjectRm(parent: Command, shell: Shell, kind: keyof typeof refusals): void {
  parent
    .command('rm')
    .description(`remove a ${kind}; ${refusals[kind]}`)
    .argument('<name>', kind)
    .action(async (typed: string) => {
      await shell.inYard(async (session) => {
        const { id, name } = findOfKind(await readInventory(session.client), kind, typed);
        const { task } = await runTask(shell, session, 'removeObject', (requestId) => session.client.hosting.remove({ id, requestId }));
        shell.answer({ task: task.id, id, kind, name }, () => `Removed the ${kind} "${name}".`);
      });
    });
}
