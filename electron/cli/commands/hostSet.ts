import type { Command } from 'commander';
import type { HostSwitches } from '../../../shared/model/offload.ts';
import { readInventory } from '../inventory.ts';
import { findHost, hostView } from '../offload.ts';
import type { Shell } from '../shell.ts';
import { parseOnOff, parseTransferSize } from '../values.ts';
import { hostText } from './hostShow.ts';

interface SetOptions {
  hardwareAcceleratedMove?: boolean;
  hardwareAcceleratedInit?: boolean;
  hardwareAcceleratedLocking?: boolean;
  maxHwTransferSize?: number;
  nasPlugin?: boolean;
}

export function addHostSet(parent: Command, shell: Shell): void {
  parent
    .command('set')
    .description('change the switches of hardware acceleration of a host; they apply from the next operation on')
    .argument('<name>', 'host')
    .option('--hardware-accelerated-move <on|off>', 'DataMover.HardwareAcceleratedMove: hand clones over to the array', parseOnOff)
    .option('--hardware-accelerated-init <on|off>', 'DataMover.HardwareAcceleratedInit: hand zeroing over to the array', parseOnOff)
    .option('--hardware-accelerated-locking <on|off>', 'VMFS3.HardwareAcceleratedLocking: lock single sectors (ATS) instead of reserving the LUN', parseOnOff)
    .option('--max-hw-transfer-size <bytes>', 'DataMover.MaxHWTransferSize: the most bytes of one XCOPY command, whole MiB up to 16MiB', parseTransferSize)
    .option('--nas-plugin <on|off>', 'whether the NAS plug-in of the vendor is installed; NFS offers nothing without it', parseOnOff)
    .action(async (name: string, options: SetOptions, command: Command) => {
      const change = changeOf(options);
      if (Object.keys(change).length === 0) command.error('error: say what to change');
      await shell.inYard(async ({ client }) => {
        const inventory = await readInventory(client);
        const host = findHost(inventory, name);
        const view = hostView(host, await client.offload.setHostSwitches({ hostId: host.id, change }), inventory);
        shell.answer(view, () => hostText(view));
      });
    });
}

function changeOf(options: SetOptions): Partial<HostSwitches> {
  const { hardwareAcceleratedMove, hardwareAcceleratedInit, hardwareAcceleratedLocking, maxHwTransferSize, nasPlugin } = options;
  return {
    ...(hardwareAcceleratedMove !== undefined && { hardwareAcceleratedMove }),
    ...(hardwareAcceleratedInit !== undefined && { hardwareAcceleratedInit }),
    ...(hardwareAcceleratedLocking !== undefined && { hardwareAcceleratedLocking }),
    ...(maxHwTransferSize !== undefined && { maxTransferBytes: maxHwTransferSize }),
    ...(nasPlugin !== undefined && { isNasPluginInstalled: nasPlugin }),
  };
}
