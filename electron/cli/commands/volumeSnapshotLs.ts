import type { Command } from 'commander';
import { formatBytes } from '../../../shared/units.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { atLeast } from '../text.ts';
import { findVolume, snapshotView } from '../volumes.ts';

export function addVolumeSnapshotLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list the snapshots of a volume, oldest first')
    .argument('<volume>', 'volume')
    .action(async (name: string) => {
      await shell.inYard(async ({ client }) => {
        const { id } = await findVolume(client, name);
        const views = (await client.storage.snapshots({ volumeId: id })).map(snapshotView);
        shell.answer(views, () =>
          formatTable(
            [
              { title: 'Snapshot', cell: (view) => view.name },
              { title: 'Created', cell: (view) => view.createdAt ?? '-' },
              { title: 'Logical', cell: (view) => formatBytes(view.logicalBytes), isNumber: true },
              { title: 'Unique', cell: (view) => atLeast(view.isExact, view.uniqueBytes), isNumber: true },
              { title: 'FlexClones', cell: (view) => view.clones.join(', ') || '-' },
              { title: 'Comment', cell: (view) => view.comment },
            ],
            views,
          ),
        );
      });
    });
}
