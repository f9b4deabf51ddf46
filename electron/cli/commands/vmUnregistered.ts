import type { Command } from 'commander';
import type { ObjectId } from '../../../shared/ids.ts';
import { formatBytes } from '../../../shared/units.ts';
import { findDatastore, readInventory, type Inventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { atLeast } from '../text.ts';

export function addVmUnregistered(parent: Command, shell: Shell): void {
  parent
    .command('unregistered')
    .description('list what was removed from the inventory and lies on datastores')
    .option('--datastore <name>', 'on this datastore only')
    .action(async (options: { datastore?: string }) => {
      await shell.inYard(async ({ client }) => {
        const inventory = await readInventory(client);
        const datastoreId = options.datastore === undefined ? null : findDatastore(inventory, options.datastore).id;
        const views = (await client.lifecycle.unregistered({ datastoreId })).map(({ datastoreId: homeId, otherDatastoreIds, folderId: _folderId, hostId: _hostId, unregisteredAtMs, ...row }) => ({
          ...row,
          datastore: nameOf(inventory, homeId),
          datastores: [homeId, ...(otherDatastoreIds ?? [])].map((id) => nameOf(inventory, id)),
          unregisteredAt: new Date(unregisteredAtMs).toISOString(),
        }));
        shell.answer(views, () =>
          formatTable(
            [
              { title: 'Name', cell: (view) => view.name },
              { title: 'Kind', cell: (view) => (view.isTemplate ? 'template' : 'virtual machine') },
              { title: 'Datastore', cell: (view) => view.datastores.join(', ') },
              { title: 'Provisioned', cell: (view) => formatBytes(view.provisionedBytes), isNumber: true },
              { title: 'Logical', cell: (view) => formatBytes(view.logicalBytes), isNumber: true },
              { title: 'Unique', cell: (view) => atLeast(view.isExact, view.uniqueBytes), isNumber: true },
              { title: 'Id', cell: (view) => view.id },
            ],
            views,
          ),
        );
      });
    });
}

function nameOf({ containers }: Inventory, id: ObjectId): string {
  return containers.get(id)?.name ?? id;
}
