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
    .option('--force', 'delete the virtual machines and templates on it as well; all must be powered off')
    .action(async (name: string, options: { force?: true }) => {
      await shell.inYard(async (session) => {
        const volume = await findVolume(session.client, name);
        const { task, result, elapsedMs } = await runTask(shell, session, 'deleteVolume', (requestId) =>
          session.client.storage.deleteVolume({ volumeId: volume.id, withMachines: options.force === true, requestId }),
        );
        const { deletedMachines, freedBytes } = result;
        shell.answer({ task: task.id, name: volume.name, deletedMachines, freedBytes, elapsedMs }, () => {
          const machines = deletedMachines === 0 ? '' : ` with ${countOf(deletedMachines, 'virtual machine')} and templates`;
          return `Deleted the volume "${volume.name}"${machines}; ${formatBytes(freedBytes)} came free.`;
        });
      });
    });
}
