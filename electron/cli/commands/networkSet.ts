import type { Command } from 'commander';
import { findOfKind } from '../hostingObjects.ts';
import { parseVlan } from '../hostingValues.ts';
import { readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';

export function addNetworkSet(parent: Command, shell: Shell): void {
  parent
    .command('set')
    .description('put a network on another VLAN')
    .argument('<name>', 'network')
    .requiredOption('--vlan <id>', 'VLAN ID, 1 to 4094, or none', parseVlan)
    .action(async (typed: string, { vlan }: { vlan: number | null }) => {
      await shell.inYard(async (session) => {
        const { id, name } = findOfKind(await readInventory(session.client), 'network', typed);
        const { task } = await runTask(shell, session, 'editObject', (requestId) => session.client.hosting.edit({ id, change: { kind: 'network', vlanId: vlan }, requestId }));
        const vlanId = vlan === 0 ? null : vlan;
        shell.answer({ task: task.id, id, name, vlanId }, () => (vlanId === null ? `"${name}" has no VLAN.` : `"${name}" is on VLAN ${vlanId}.`));
      });
    });
}
