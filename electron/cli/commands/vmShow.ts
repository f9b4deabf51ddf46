import type { Command } from 'commander';
import type { VmDetail } from '../../../shared/model/inventory.ts';
import { formatBytes } from '../../../shared/units.ts';
import { findVirtualMachine, readInventory, type Inventory } from '../inventory.ts';
import { machinePolicyText, machinePolicyView, readPolicies } from '../policies.ts';
import type { Shell } from '../shell.ts';
import { formatFields } from '../table.ts';
import { diskLines, nicLines, spaceFields } from '../text.ts';
import { disksView, vmView } from '../views.ts';

export function addVmShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show virtual machines; one gives an object, several an array')
    .argument('<names...>', 'virtual machines')
    .action(async (names: string[]) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const rows = names.map((name) => findVirtualMachine(inventory, name));
        const details: VmDetail[] = [];
        for (const { id } of rows) details.push(await session.client.inventory.vm({ id }));
        const policies = await readPolicies(session.client);
        const views = details.map((detail) => ({ ...vmView(detail, inventory), ...machinePolicyView(detail, policies), ...disksView(detail, inventory) }));
        shell.answer(views.length === 1 ? views[0] : views, () =>
          details.map((detail) => [describeVm(detail, vmView(detail, inventory), machinePolicyText(machinePolicyView(detail, policies)), inventory), ...nicLines(detail, inventory)].join('\n\n')).join('\n\n'),
        );
      });
    });
}

function describeVm(detail: VmDetail, view: ReturnType<typeof vmView>, policy: string, inventory: Inventory): string {
  const fields = formatFields([
    ['Virtual machine', view.name],
    ['Id', view.id],
    ['Template', view.template ?? 'none'],
    ['Power', view.powerState],
    ['Datastore', view.datastores.join(', ')],
    ['Storage policy', policy],
    ['Host', view.host],
    ['Folder', view.folder],
    ['Guest OS', view.guestOs],
    ['Hardware', `${view.cpuCount} vCPU, ${formatBytes(view.memoryBytes)} memory`],
    ['Created', view.createdAt],
    ...spaceFields(view),
  ]);
  return `${fields}\n\n${diskLines(detail, inventory)}`;
}
