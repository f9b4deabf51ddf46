import type { Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import { findNetwork, labelOf, nicWord, reconfigure } from '../hardware.ts';
import type { Shell } from '../shell.ts';
import { parseOnOff } from '../values.ts';

export function addVmNicSet(parent: Command, shell: Shell): void {
  parent
    .command('set')
    .description('put a network adapter on another network, connect or disconnect it; its address stays')
    .argument('<name>', 'virtual machine')
    .argument('<adapter>', 'its label, or its number')
    .option('--network <name>', 'the network that it is to be on')
    .option('--connected <on|off>', 'whether it is connected', parseOnOff)
    .action(async (name: string, adapter: string, { network, connected }: { network?: string; connected?: boolean }) => {
      if (network === undefined && connected === undefined) throw new Fault('InvalidArgument', 'Nothing is to be changed.', { hint: 'Give --network or --connected.' });
      await reconfigure(
        shell,
        name,
        ({ nics }, inventory) => ({
          changeNics: [
            { label: labelOf(nics, nicWord, adapter), ...(network !== undefined && { networkId: findNetwork(inventory, network).id }), ...(connected !== undefined && { isConnected: connected }) },
          ],
        }),
        ({ nics }) => `Changed ${labelOf(nics, nicWord, adapter)}`,
      );
    });
}
