import type { Command } from 'commander';
import { formatBytes } from '../../../shared/units.ts';
import { readInventory } from '../inventory.ts';
import { parseMachineQuery, selectMachines, type MachineQuery } from '../queries.ts';
import { machinePolicyView, readPolicies } from '../policies.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { atLeast } from '../text.ts';
import { vmView } from '../views.ts';

export function addVmLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list virtual machines (not templates) with what they share')
    .option('--query <query>', 'only those that match, for example: power:on template:win* unique>1GiB', parseMachineQuery)
    .action(async (options: { query?: MachineQuery }) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const policies = await readPolicies(session.client);
        const views = selectMachines(inventory.vms.filter((vm) => !vm.isTemplate), inventory, options.query, policies).map((vm) => ({ ...vmView(vm, inventory), ...machinePolicyView(vm, policies) }));
        shell.answer(views, () =>
          formatTable(
            [
              { title: 'Virtual machine', cell: (view) => view.name },
              { title: 'Template', cell: (view) => view.template ?? '-' },
              { title: 'Datastore', cell: (view) => view.datastores.join(', ') },
              { title: 'Host', cell: (view) => view.host },
              { title: 'Power', cell: (view) => view.powerState },
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
