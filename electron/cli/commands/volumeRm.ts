import type { Command } from 'commander';
import { formatBytes } from '../../../shared/units.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { countOf } from '../text.ts';
import { findVolume } from '../volumes.ts';

export function addVolumeRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .description('delete a volume with its datastore and snapshots; refused while anything is on it or based on it')
    .argument('<name>', 'volume')
    .option('--force', 'delete the virtual machines and templates on it as well, all of which must be powered off, and unregistered machines and unattached disks')
    .action(async (name: string, options: { force?: true }) => {
      await shell.inYard(async (session) => {
        const volume = await findVolume(session.client, name);
        const { task, result, elapsedMs } = await runTask(shell, session, 'deleteVolume', (requestId) =>
          session.client.storage.deleteVolume({ volumeId: volume.id, withMachines: options.force === true, requestId }),
        );
        const { deletedMachines, deletedUnregistered = 0, deletedUnattached = 0, freedBytes } = result;
        shell.answer({ task: task.id, name: volume.name, deletedMachines, deletedUnregistered, deletedUnattached, freedBytes, elapsedMs }, () => {
          const gone = [
            ...(deletedMachines === 0 ? [] : [`${countOf(deletedMachines, 'virtual machine')} and templates`]),
            ...(deletedUnregistered === 0 ? [] : [countOf(deletedUnregistered, 'unregistered machine')]),
            ...(deletedUnattached === 0 ? [] : [countOf(deletedUnattached, 'unattached disk')]),
          ];
          return `Deleted the volume "${volume.name}"${gone.length === 0 ? '' : ` with ${gone.join(', ')}`}; ${formatBytes(freedBytes)} came free.`;
        });
      });
    });
}
