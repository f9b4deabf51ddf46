import type { Command } from 'commander';
import { formatBytes, formatDuration } from '../../../shared/units.ts';
import type { Shell } from '../shell.ts';
import { formatFields } from '../table.ts';
import { exactBytes } from '../text.ts';
import { findVolume } from '../volumes.ts';
import { runOrLeave, waitOption } from '../waiting.ts';

export function addVolumeSplit(parent: Command, shell: Shell): void {
  parent
    .command('split')
    .description('give a FlexClone blocks of its own, so that nothing ties it to its base')
    .argument('<name>', 'FlexClone')
    .option('--estimate', 'only tell what it would copy and leave free')
    .option(...waitOption)
    .action(async (name: string, options: { estimate?: true; wait?: true }) => {
      await shell.inYard(async (session) => {
        const { client } = session;
        const volume = await findVolume(client, name);
        if (options.estimate) {
          const { copyBytes, freeAfterBytes } = await client.storage.estimateSplit({ volumeId: volume.id }, { signal: shell.signal });
          shell.answer({ name: volume.name, copyBytes, freeAfterBytes }, () =>
            formatFields([
              ['Copies', exactBytes(copyBytes)],
              ['Free after', freeAfterBytes < 0 ? `does not fit: ${formatBytes(-freeAfterBytes)} too much` : exactBytes(freeAfterBytes)],
            ]),
          );
          return;
        }
        const start = (requestId: Parameters<typeof client.storage.splitVolume>[0]['requestId']) => client.storage.splitVolume({ volumeId: volume.id, requestId });
        await runOrLeave(shell, session, { kind: 'splitVolume', isWaiting: options.wait === true, start }, ({ task, result, elapsedMs }) => {
          shell.answer({ task: task.id, name: volume.name, copiedBytes: result.copiedBytes, elapsedMs }, () => `Split "${volume.name}": ${formatBytes(result.copiedBytes)} copied in ${formatDuration(elapsedMs)}.`);
        });
      });
    });
}
