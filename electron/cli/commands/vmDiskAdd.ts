import { Option, type Command } from 'commander';
import { addedLabels, diskFormatOf, parseDiskSize, reconfigure } from '../hardware.ts';
import { diskFormatChoices, type DiskFormatChoice } from '../offloadWords.ts';
import type { Shell } from '../shell.ts';

export function addVmDiskAdd(parent: Command, shell: Shell): void {
  parent
    .command('add')
    .description('add an empty disk; the virtual machine may be powered on')
    .argument('<name>', 'virtual machine')
    .argument('<size>', 'size of the disk, in whole MiB', parseDiskSize)
    .addOption(new Option('--format <format>', 'how space is set aside for it').choices(diskFormatChoices).default('thin'))
    .action(async (name: string, sizeBytes: number, { format }: { format: DiskFormatChoice }) => {
      await reconfigure(
        shell,
        name,
        () => ({ addDisks: [{ sizeBytes, format: diskFormatOf(format) }] }),
        (before, after) => `Added ${addedLabels(before.disks, after.disks)}`,
      );
    });
}
