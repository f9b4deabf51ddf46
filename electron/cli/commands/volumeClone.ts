import type { Command } from 'commander';
import { formatDuration } from '../../../shared/units.ts';
import { faultText } from '../faults.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { countOf } from '../text.ts';
import { findVolumeAt } from '../volumes.ts';

export function addVolumeClone(parent: Command, shell: Shell): void {
  parent
    .command('clone')
    .description('make a FlexClone of a volume with a datastore on it; every block is shared until it is written')
    .argument('<volume[@snapshot]>', 'volume, or a snapshot of it; without one a snapshot is made first')
    .argument('<new>', 'name of the FlexClone')
    .option('--register', 'register the virtual machines on it as <vm>_<new>, powered off')
    .action(async (text: string, name: string, options: { register?: true }) => {
      await shell.inYard(async (session) => {
        const { volume, snapshot } = await findVolumeAt(session.client, text);
        const { task, result, elapsedMs } = await runTask(shell, session, 'cloneVolume', (requestId) =>
          session.client.storage.cloneVolume({ volumeId: volume.id, snapshotId: snapshot?.id ?? null, name, isRegistering: options.register === true, requestId }),
        );
        const { registered, failed, firstFault } = result;
        const made = await session.client.storage.volume({ volumeId: result.volumeId });
        if (failed > 0) shell.exitCode = 1;
        const document = { task: task.id, name: made.name, datastore: made.datastore?.name ?? null, base: made.base && `${made.base.volumeName}@${made.base.snapshotName}`, registered, failed, fault: firstFault, elapsedMs };
        shell.answer(document, () => {
          const head = `Made the FlexClone "${made.name}" of ${document.base ?? volume.name} in ${formatDuration(elapsedMs)}.`;
          const machines = options.register ? ` ${countOf(registered, 'virtual machine')} registered${failed > 0 ? `, ${failed} could not be` : ''}.` : '';
          return `${head}${machines}${firstFault ? `\n${faultText(firstFault)}` : ''}`;
        });
      });
    });
}
