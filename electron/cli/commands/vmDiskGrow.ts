import type { Command } from 'commander';
import { formatBytes } from '../../../shared/units.ts';
import { diskWord, labelOf, parseDiskSize, reconfigure } from '../hardware.ts';
import type { Shell } from '../shell.ts';

export function addVmDiskGrow(parent: Command, shell: Shell): void {
  parent
    .command('grow')
    .description('make a disk larger; what is added reads as zeros. Not while snapshots hold it')
    .argument('<name>', 'virtual machine')
    .argument('<disk>', 'its label, or its number')
    .argument('<size>', 'the new size, in whole MiB', parseDiskSize)
    .action(async (name: string, disk: string, sizeBytes: number) => {
      await reconfigure(
        shell,
        name,
        ({ disks }) => ({ growDisks: [{ label: labelOf(disks, diskWord, disk), sizeBytes }] }),
        ({ disks }) => `Grew ${labelOf(disks, diskWord, disk)} to ${formatBytes(sizeBytes)}`,
      );
    });
}
