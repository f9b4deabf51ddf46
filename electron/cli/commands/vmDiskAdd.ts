import { Option, type Command } from 'commander';
import { addedLabels, diskFormatOf, newDiskOf, parseDiskSize, reconfigure } from '../hardware.ts';
import { diskFormatChoices, type DiskFormatChoice } from '../offloadWords.ts';
import type { Shell } from '../shell.ts';

export function addVmDiskAdd(parent: Command, shell: Shell): void {
  parent
    .command('add')
    .description('add an empty disk; the virtual machine may be powered on')
    .argument('<name>', 'virtual machine')
    .argument('<size>', 'size of the disk, in whole MiB', parseDiskSize)
    .addOption(new Option('--format <format>', 'how space is set aside for it').choices(diskFormatChoices).default('thin'))
    .option('--datastore <name>', 'where it lies (default: with the virtual machine)')
    .action(async (name: string, sizeBytes: number, { format, datastore }: { format: DiskFormatChoice; datastore?: string }) => {
      await reconfigure(
        shell,
        name,
        (_detail, inventory) => ({ addDisks: [newDiskOf(inventory, { sizeBytes, format: diskFormatOf(format), ...(datastore !== undefined && { datastore }) })] }),
        (before, after) => `Added ${addedLabels(before.disks, after.disks)}`,
      );
    });
}
