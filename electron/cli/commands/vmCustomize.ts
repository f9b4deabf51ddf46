import type { Command } from 'commander';
import { findSpec } from '../customization.ts';
import { findVirtualMachine, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';

export function addVmCustomize(parent: Command, shell: Shell): void {
  parent
    .command('customize')
    .description('write a customization disk for a virtual machine that is powered off; its guest is told when it starts')
    .argument('<name>', 'virtual machine')
    .requiredOption('--spec <name>', 'customization specification')
    .action(async (name: string, options: { spec: string }) => {
      await shell.inYard(async (session) => {
        const row = findVirtualMachine(await readInventory(session.client), name);
        const { id: specId } = await findSpec(session.client, options.spec);
        const { task, result } = await runTask(shell, session, 'customizeVm', (requestId) => session.client.customization.apply({ specId, vmId: row.id, requestId }));
        const { applied } = await session.client.customization.applied({ vmId: row.id });
        shell.answer({ task: task.id, vm: row.name, ...applied }, () => {
          const addresses = (applied?.nics ?? []).flatMap(({ address }) => (address ? [address.address] : []));
          const secrets = applied && applied.secretsOnDisk.length > 0 ? ' The disk holds secrets of the specification as the guest needs them.' : '';
          return `"${row.name}" is told to become ${result.computerName}${addresses.length === 0 ? '' : ` with ${addresses.join(', ')}`} at its next start.${secrets}`;
        });
      });
    });
}
