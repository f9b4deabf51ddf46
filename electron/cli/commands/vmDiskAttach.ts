import type { Command } from 'commander';
import type { FileId } from '../../../shared/ids.ts';
import { addedLabels, reconfigure } from '../hardware.ts';
import type { Shell } from '../shell.ts';
import { collectFileIds } from '../unattached.ts';

export function addVmDiskAttach(parent: Command, shell: Shell): void {
  parent
    .command('attach')
    .description('attach disks that no virtual machine has, with what they hold; the virtual machine may be powered on')
    .argument('<name>', 'virtual machine')
    .argument('<ids...>', 'ids as `disk ls` lists them', collectFileIds)
    .action(async (name: string, attachDisks: FileId[]) => {
      await reconfigure(shell, name, () => ({ attachDisks }), (before, after) => `Attached ${addedLabels(before.disks, after.disks)}`);
    });
}
