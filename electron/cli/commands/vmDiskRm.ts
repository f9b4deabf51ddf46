import type { Command } from 'commander';
import { diskWord, labelOf, reconfigure } from '../hardware.ts';
import type { Shell } from '../shell.ts';

export function addVmDiskRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .description('remove disks and delete what they hold, unless their files are kept. Not while snapshots hold them')
    .argument('<name>', 'virtual machine')
    .argument('<disks...>', 'their labels, or their numbers')
    .option('--keep-files', 'leave the files on the datastore, where `disk ls` lists them')
    .action(async (name: string, typed: string[], { keepFiles }: { keepFiles?: true }) => {
      await reconfigure(
        shell,
        name,
        ({ disks }) => {
          const labels = [...new Set(typed.map((disk) => labelOf(disks, diskWord, disk)))];
          return keepFiles ? { detachDisks: labels } : { removeDisks: labels };
        },
        ({ disks }) => `${keepFiles ? 'Detached' : 'Removed'} ${typed.map((disk) => labelOf(disks, diskWord, disk)).join(', ')}`,
      );
    });
}
