import { Argument, type Command } from 'commander';
import { findVirtualMachine, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { countOf } from '../text.ts';

export function addVmPower(parent: Command, shell: Shell): void {
  parent
    .command('power')
    .description('power virtual machines on or off; those that are already are left alone')
    .addArgument(new Argument('<state>', 'on or off').choices(['on', 'off']))
    .argument('<names...>', 'virtual machines')
    .action(async (word: 'on' | 'off', names: string[]) => {
      const state = word === 'on' ? 'poweredOn' : 'poweredOff';
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const rows = new Map(names.map((name) => findVirtualMachine(inventory, name)).map((row) => [row.id, row]));
        const { changed } = await session.client.inventory.power({ ids: [...rows.keys()], state });
        const document = { state, changed, unchanged: rows.size - changed, names: [...rows.values()].map((row) => row.name) };
        shell.answer(document, () => {
          const unchanged = rows.size - changed;
          return `Powered ${word} ${countOf(changed, 'virtual machine')}.${unchanged > 0 ? ` ${countOf(unchanged, 'virtual machine')} already ${unchanged === 1 ? 'was' : 'were'}.` : ''}`;
        });
      });
    });
}
