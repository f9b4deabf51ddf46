import type { Command } from 'commander';
import { formatBytes } from '../../../shared/units.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { atLeast, atMost } from '../text.ts';
import { volumeView } from '../volumes.ts';

export function addVolumeLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list volumes with what they hold, store and save')
    .action(async () => {
      await shell.inYard(async ({ client }) => {
        const views = (await client.storage.volumes()).map(volumeView);
        shell.answer(views, () =>
          formatTable(
            [
              { title: 'Volume', cell: (view) => view.name },
              { title: 'Based on', cell: (view) => view.base ?? '-' },
              { title: 'Size', cell: (view) => formatBytes(view.sizeBytes), isNumber: true },
              { title: 'Logical', cell: (view) => formatBytes(view.logicalBytes), isNumber: true },
              { title: 'Physical', cell: (view) => atMost(view.isExact, view.physicalBytes), isNumber: true },
              { title: 'Snapshots', cell: (view) => atLeast(view.isExact, view.snapshotBytes), isNumber: true },
              { title: 'Saved by clones', cell: (view) => formatBytes(view.savedByCloneBytes), isNumber: true },
              { title: 'Saved by dedupe', cell: (view) => formatBytes(view.savedByDedupeBytes), isNumber: true },
              { title: 'Free', cell: (view) => formatBytes(view.freeBytes), isNumber: true },
              { title: 'Dedupe', cell: (view) => (view.dedupe.isOn ? `${view.dedupe.schedule}${view.dedupe.isInline ? ', inline' : ''}` : 'off') },
            ],
            views,
          ),
        );
      });
    });
}
