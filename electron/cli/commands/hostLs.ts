import type { Command } from 'commander';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { readInventory } from '../inventory.ts';
import { hostsOf, hostView } from '../offload.ts';
import { onOff } from '../offloadWords.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';

export function addHostLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list hosts with their switches of hardware acceleration')
    .action(async () => {
      await shell.inYard(async ({ client }) => {
        const [inventory, accelerations] = await Promise.all([readInventory(client), client.offload.hosts()]);
        const byId = new Map(accelerations.map((acceleration) => [acceleration.hostId, acceleration]));
        const views = hostsOf(inventory).map((host) => hostView(host, byId.get(host.id), inventory));
        shell.answer(views, () =>
          formatTable(
            [
              { title: 'Host', cell: (view) => view.name },
              { title: 'Parent', cell: (view) => view.parent },
              { title: 'State', cell: (view) => view.connectionState },
              { title: 'Cores', cell: (view) => formatCount(view.cpuCoreCount), isNumber: true },
              { title: 'Memory', cell: (view) => formatBytes(view.memoryBytes), isNumber: true },
              { title: 'VMs', cell: (view) => formatCount(view.vmCount), isNumber: true },
              { title: 'Move', cell: ({ switches }) => (switches ? onOff(switches.hardwareAcceleratedMove) : '-') },
              { title: 'Init', cell: ({ switches }) => (switches ? onOff(switches.hardwareAcceleratedInit) : '-') },
              { title: 'Locking', cell: ({ switches }) => (switches ? onOff(switches.hardwareAcceleratedLocking) : '-') },
              { title: 'Transfer', cell: ({ switches }) => (switches ? formatBytes(switches.maxTransferBytes) : '-'), isNumber: true },
              { title: 'NAS plug-in', cell: ({ switches }) => (switches ? onOff(switches.isNasPluginInstalled) : '-') },
            ],
            views,
          ),
        );
      });
    });
}
