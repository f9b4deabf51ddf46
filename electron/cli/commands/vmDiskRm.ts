import type { Command } from 'commander';
import { diskWord, labelOf, reconfigure } from '../hardware.ts';
import type { Shell } from '../shell.ts';

export function addVmDiskRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .description('remove disks and delete what they hold. Not while snapshots hold them')
    .argument('<name>', 'virtual machine')
    .argument('<disks...>', 'their labels, or their numbers')
    .action(async (name: string, typed: string[]) => {
      await reconfigure(
        shell,
        name,
        ({ disks }) => ({ removeDisks: [...new Set(typed.map((disk) => labelOf(disks, diskWord, disk)))] }),
        ({ disks }) => `Removed ${typed.map((disk) => labelOf(disks, diskWord, disk)).join(', ')}`,
      );
    });
}
