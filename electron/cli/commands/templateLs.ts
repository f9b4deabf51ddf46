import type { Command } from 'commander';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { readInventory } from '../inventory.ts';
import { parseMachineQuery, selectMachines, type MachineQuery } from '../queries.ts';
import { machinePolicyView, readPolicies } from '../policies.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { atLeast } from '../text.ts';
import { templateView } from '../views.ts';

export function addTemplateLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list templates with what they share')
    .option('--query <query>', 'only those that match, for example: datastore:nfs* unique>1GiB', parseMachineQuery)
    .action(async (options: { query?: MachineQuery }) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const policies = await readPolicies(session.client);
        const views = selectMachines(inventory.vms.filter((vm) => vm.isTemplate), inventory, options.query, policies).map((vm) => ({ ...templateView(vm, inventory), ...machinePolicyView(vm, policies) }));
        shell.answer(views, () =>
          formatTable(
            [
              { title: 'Template', cell: (view) => view.name },
              { title: 'Datastore', cell: (view) => view.datastores.join(', ') },
              { title: 'Guest OS', cell: (view) => view.guestOs },
              { title: 'Clones', cell: (view) => formatCount(view.cloneCount), isNumber: true },
              { title: 'Provisioned', cell: (view) => formatBytes(view.provisionedBytes), isNumber: true },
              { title: 'Logical', cell: (view) => formatBytes(view.logicalBytes), isNumber: true },
              { title: 'Unique', cell: (view) => atLeast(view.isExact, view.uniqueBytes), isNumber: true },
              { title: 'Shared', cell: (view) => formatBytes(view.sharedBytes), isNumber: true },
            ],
            views,
          ),
        );
      });
    });
}
