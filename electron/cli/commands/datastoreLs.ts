import type { Command } from 'commander';
import { formatBytes } from '../../../shared/units.ts';
import { maintenanceWords } from '../datastores.ts';
import { datastoresOf, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { atMost } from '../text.ts';
import { datastoreView } from '../views.ts';

export function addDatastoreLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list datastores with their space')
    .action(async () => {
      await shell.inYard(async (session) => {
        const views = datastoresOf(await readInventory(session.client)).map(datastoreView);
        shell.answer(views, () =>
          formatTable(
            [
              { title: 'Datastore', cell: (view) => view.name },
              { title: 'Type', cell: (view) => view.type },
              { title: 'Capacity', cell: (view) => formatBytes(view.capacityBytes), isNumber: true },
              { title: 'Provisioned', cell: (view) => formatBytes(view.provisionedBytes), isNumber: true },
              { title: 'Logical', cell: (view) => formatBytes(view.logicalBytes), isNumber: true },
              { title: 'Physical', cell: (view) => atMost(view.isExact, view.physicalBytes), isNumber: true },
              { title: 'Saved', cell: (view) => formatBytes(view.savedBytes), isNumber: true },
              { title: 'Mode', cell: (view) => (view.maintenanceMode === 'normal' ? 'Normal' : maintenanceWords[view.maintenanceMode]) },
              { title: 'Free', cell: (view) => formatBytes(view.freeBytes), isNumber: true },
            ],
            views,
          ),
        );
      });
    });
}
