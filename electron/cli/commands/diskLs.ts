import type { Command } from 'commander';
import { formatBytes } from '../../../shared/units.ts';
import { findDatastore, readInventory } from '../inventory.ts';
import { diskFormatWords } from '../offloadWords.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { atLeast } from '../text.ts';

export function addDiskLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list disks that were removed from their virtual machine while their files stayed')
    .option('--datastore <name>', 'on this datastore only')
    .action(async (options: { datastore?: string }) => {
      await shell.inYard(async ({ client }) => {
        const inventory = await readInventory(client);
        const datastoreId = options.datastore === undefined ? null : findDatastore(inventory, options.datastore).id;
        const views = (await client.hardware.unattached({ datastoreId })).map(({ fileId, datastoreId: onId, detachedAtMs, ...row }) => ({
          id: fileId,
          ...row,
          datastore: inventory.containers.get(onId)?.name ?? onId,
          detachedAt: new Date(detachedAtMs).toISOString(),
        }));
        shell.answer(views, () =>
          formatTable(
            [
              { title: 'Id', cell: (view) => String(view.id), isNumber: true },
              { title: 'Disk', cell: (view) => view.label },
              { title: 'Last of', cell: (view) => view.vmName },
              { title: 'Datastore', cell: (view) => view.datastore },
              { title: 'Format', cell: (view) => diskFormatWords[view.format] },
              { title: 'Size', cell: (view) => formatBytes(view.sizeBytes), isNumber: true },
              { title: 'Logical', cell: (view) => formatBytes(view.logicalBytes), isNumber: true },
              { title: 'Unique', cell: (view) => atLeast(view.isExact, view.uniqueBytes), isNumber: true },
            ],
            views,
          ),
        );
      });
    });
}
