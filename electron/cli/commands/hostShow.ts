import type { Command } from 'commander';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { readInventory } from '../inventory.ts';
import { findHost, hostView, type HostView } from '../offload.ts';
import { onOff } from '../offloadWords.ts';
import type { Shell } from '../shell.ts';
import { formatFields } from '../table.ts';

export function addHostShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show one host with its switches of hardware acceleration')
    .argument('<name>', 'host')
    .action(async (name: string) => {
      await shell.inYard(async ({ client }) => {
        const inventory = await readInventory(client);
        const host = findHost(inventory, name);
        const acceleration = (await client.offload.hosts()).find(({ hostId }) => hostId === host.id);
        const view = hostView(host, acceleration, inventory);
        shell.answer(view, () => hostText(view));
      });
    });
}

export function hostText(view: HostView): string {
  const { switches } = view;
  return formatFields([
    ['Host', view.name],
    ['Id', view.id],
    ['Parent', view.parent],
    ['State', view.connectionState],
    ['Model', view.model],
    ['Processors', `${formatCount(view.cpuCoreCount)} cores at ${formatCount(view.cpuMhz)} MHz`],
    ['Memory', formatBytes(view.memoryBytes)],
    ['Virtual machines', formatCount(view.vmCount)],
    ...(switches === null
      ? []
      : ([
          ['DataMover.HardwareAcceleratedMove', onOff(switches.hardwareAcceleratedMove)],
          ['DataMover.HardwareAcceleratedInit', onOff(switches.hardwareAcceleratedInit)],
          ['VMFS3.HardwareAcceleratedLocking', onOff(switches.hardwareAcceleratedLocking)],
          ['DataMover.MaxHWTransferSize', formatBytes(switches.maxTransferBytes)],
          ['NAS plug-in', switches.isNasPluginInstalled ? 'installed' : 'not installed'],
        ] as const)),
  ]);
}
