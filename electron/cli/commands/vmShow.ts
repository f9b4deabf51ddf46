import type { Command } from 'commander';
import { formatBytes } from '../../../shared/units.ts';
import { findVirtualMachine, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { formatFields } from '../table.ts';
import { diskLines, spaceFields } from '../text.ts';
import { disksView, vmView } from '../views.ts';

export function addVmShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show one virtual machine')
    .argument('<name>', 'virtual machine')
    .action(async (name: string) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const row = findVirtualMachine(inventory, name);
        const detail = await session.client.inventory.vm({ id: row.id });
        const view = { ...vmView(detail, inventory), ...disksView(detail) };
        shell.answer(view, () =>
          [
            formatFields([
              ['Virtual machine', view.name],
              ['Id', view.id],
              ['Template', view.template ?? 'none'],
              ['Power', view.powerState],
              ['Datastore', view.datastore],
              ['Host', view.host],
              ['Folder', view.folder],
              ['Guest OS', view.guestOs],
              ['Hardware', `${view.cpuCount} vCPU, ${formatBytes(view.memoryBytes)} memory`],
              ['Created', view.createdAt],
              ...spaceFields(view),
            ]),
            diskLines(detail),
          ].join('\n\n'),
        );
      });
    });
}
