import type { Command } from 'commander';
import type { Network } from '../../../shared/model/inventory.ts';
import { formatCount } from '../../../shared/units.ts';
import { readInventory, type Inventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';

export function addNetworkLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list networks with the virtual machines on them')
    .action(async () => {
      await shell.inYard(async ({ client }) => {
        const inventory = await readInventory(client);
        const views = networksOf(inventory).map((network) => networkView(network, inventory));
        shell.answer(views, () =>
          formatTable(
            [
              { title: 'Network', cell: (view) => view.name },
              { title: 'VLAN', cell: (view) => (view.vlanId === null ? 'none' : String(view.vlanId)), isNumber: true },
              { title: 'Datacenter', cell: (view) => view.datacenter },
              { title: 'VMs', cell: (view) => formatCount(view.vmCount), isNumber: true },
            ],
            views,
          ),
        );
      });
    });
}

function networksOf({ containers }: Inventory): Network[] {
  return [...containers.values()].filter((container) => container.kind === 'network');
}

/** As `--json` prints it. Templates count as well: their adapters are on the network. */
function networkView({ id, name, vlanId, parentId }: Network, { vms, containers }: Inventory) {
  const vmCount = vms.filter(({ networkIds }) => networkIds.includes(id)).length;
  return { id, name, vlanId, datacenter: containers.get(parentId)?.name ?? parentId, vmCount };
}
