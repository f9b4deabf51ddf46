import type { Command } from 'commander';
import { formatCount } from '../../../shared/units.ts';
import { folderPath, foldersOf, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';

export function addFolderLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list folders with what lies directly in them')
    .action(async () => {
      await shell.inYard(async ({ client }) => {
        const inventory = await readInventory(client);
        const byPath = new Intl.Collator('en', { numeric: true });
        const views = foldersOf(inventory)
          .map((folder) => {
            const machines = inventory.vms.filter((vm) => vm.folderId === folder.id);
            const templates = machines.filter((vm) => vm.isTemplate).length;
            return { id: folder.id, name: folder.name, path: folderPath(inventory, folder), virtualMachines: machines.length - templates, templates };
          })
          .toSorted((a, b) => byPath.compare(a.path, b.path));
        shell.answer(views, () =>
          formatTable(
            [
              { title: 'Folder', cell: (view) => view.path },
              { title: 'Virtual machines', cell: (view) => formatCount(view.virtualMachines), isNumber: true },
              { title: 'Templates', cell: (view) => formatCount(view.templates), isNumber: true },
              { title: 'Id', cell: (view) => view.id },
            ],
            views,
          ),
        );
      });
    });
}
