import type { Command } from 'commander';
import type { FileId } from '../../../shared/ids.ts';
import { formatBytes } from '../../../shared/units.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { countOf } from '../text.ts';
import { collectFileIds } from '../unattached.ts';

export function addDiskRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .description('delete disks that no virtual machine has, with what they hold')
    .argument('<ids...>', 'ids as `disk ls` lists them', collectFileIds)
    .action(async (fileIds: FileId[]) => {
      await shell.inYard(async (session) => {
        const { task, result } = await runTask(shell, session, 'deleteDisks', (requestId) => session.client.hardware.deleteUnattached({ fileIds, requestId }));
        const { deleted, freedBytes } = result;
        shell.answer({ task: task.id, deleted, freedBytes }, () => `Deleted ${countOf(deleted, 'disk')}; ${formatBytes(freedBytes)} came back.`);
      });
    });
}
