import type { Command } from 'commander';
import { labelOf, nicWord, reconfigure } from '../hardware.ts';
import type { Shell } from '../shell.ts';

export function addVmNicRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .description('remove network adapters; the virtual machine may be powered on')
    .argument('<name>', 'virtual machine')
    .argument('<adapters...>', 'their labels, or their numbers')
    .action(async (name: string, typed: string[]) => {
      await reconfigure(
        shell,
        name,
        ({ nics }) => ({ removeNics: [...new Set(typed.map((adapter) => labelOf(nics, nicWord, adapter)))] }),
        ({ nics }) => `Removed ${typed.map((adapter) => labelOf(nics, nicWord, adapter)).join(', ')}`,
      );
    });
}
