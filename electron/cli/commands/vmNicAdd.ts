import type { Command } from 'commander';
import { addedLabels, findNetwork, reconfigure } from '../hardware.ts';
import type { Shell } from '../shell.ts';

export function addVmNicAdd(parent: Command, shell: Shell): void {
  parent
    .command('add')
    .description('add a network adapter; the virtual machine may be powered on')
    .argument('<name>', 'virtual machine')
    .argument('<network>', 'network that it is on')
    .option('--disconnected', 'leave it disconnected')
    .action(async (name: string, network: string, { disconnected }: { disconnected?: true }) => {
      await reconfigure(
        shell,
        name,
        (_detail, inventory) => ({ addNics: [{ networkId: findNetwork(inventory, network).id, isConnected: disconnected !== true }] }),
        (before, after) => `Added ${addedLabels(before.nics, after.nics)}`,
      );
    });
}
