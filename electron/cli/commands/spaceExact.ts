import type { Command } from 'commander';
import { formatBytes, formatDuration } from '../../../shared/units.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { atLeast, atMost } from '../text.ts';
import { volumeView } from '../volumes.ts';
import { runOrLeave, waitOption } from '../waiting.ts';

export function addSpaceExact(parent: Command, shell: Shell): void {
  parent
    .command('exact')
    .description('count every block once: makes all figures exact and gives back what nothing uses')
    .option(...waitOption)
    .action(async (options: { wait?: true }) => {
      await shell.inYard(async (session) => {
        const { storage } = session.client;
        const start = (requestId: Parameters<typeof storage.exactPass>[0]['requestId']) => storage.exactPass({ requestId });
        await runOrLeave(shell, session, { kind: 'exactPass', isWaiting: options.wait === true, start }, async ({ task, result, elapsedMs }) => {
          const volumes = (await storage.volumes()).map(volumeView);
          shell.answer({ task: task.id, freedBytes: result.freedBytes, volumes, elapsedMs }, () => {
            const table = formatTable(
              [
                { title: 'Volume', cell: (view) => view.name },
                { title: 'Logical', cell: (view) => formatBytes(view.logicalBytes), isNumber: true },
                { title: 'Physical', cell: (view) => atMost(view.isExact, view.physicalBytes), isNumber: true },
                { title: 'Snapshots', cell: (view) => atLeast(view.isExact, view.snapshotBytes), isNumber: true },
                { title: 'Inherited', cell: (view) => atMost(view.isExact, view.inheritedBytes), isNumber: true },
                { title: 'Saved by clones', cell: (view) => formatBytes(view.savedByCloneBytes), isNumber: true },
                { title: 'Saved by dedupe', cell: (view) => formatBytes(view.savedByDedupeBytes), isNumber: true },
              ],
              volumes,
            );
            return `${formatBytes(result.freedBytes)} came free, in ${formatDuration(elapsedMs)}.\n\n${table}`;
          });
        });
      });
    });
}
