import { Argument, type Command } from 'commander';
import type { PowerState } from '../../../shared/model/inventory.ts';
import type { PowerOperation } from '../../../shared/model/lifecycle.ts';
import { findVirtualMachine, readInventory } from '../inventory.ts';
import { runItemTask } from '../itemTask.ts';
import type { Shell } from '../shell.ts';

const operations = {
  on: { state: 'poweredOn', operation: 'powerOn', done: 'Powered on {}', already: 'powered on already' },
  off: { state: 'poweredOff', operation: 'powerOff', done: 'Powered off {}', already: 'powered off already' },
  suspend: { state: 'suspended', operation: 'suspend', done: 'Suspended {}', already: 'suspended already' },
  reset: { state: 'poweredOn', operation: 'reset', done: 'Reset {}', already: 'reset already' },
} as const satisfies Record<string, { state: PowerState; operation: PowerOperation; done: string; already: string }>;

export function addVmPower(parent: Command, shell: Shell): void {
  parent
    .command('power')
    .description('power virtual machines on or off, suspend or reset them; those that are so already are left alone')
    .addArgument(new Argument('<state>', 'what to do').choices(Object.keys(operations)))
    .argument('<names...>', 'virtual machines')
    .addHelpText('after', '\nNothing runs in the guests that could shut them down: what a guest has written is durable, so powering off loses nothing.')
    .action(async (word: keyof typeof operations, names: string[]) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const rows = new Map(names.map((name) => findVirtualMachine(inventory, name)).map((row) => [row.id, row.name]));
        const { state, operation, done, already } = operations[word];
        const words = { done, noun: 'virtual machine', already };
        await runItemTask(shell, session, 'powerVms', words, { state, names: [...rows.values()] }, (requestId) => session.client.lifecycle.power({ ids: [...rows.keys()], operation, requestId }));
      });
    });
}
