import type { Command } from 'commander';
import { findTemplate, findVirtualMachine, readInventory } from '../inventory.ts';
import { runItemTask } from '../itemTask.ts';
import type { Shell } from '../shell.ts';

export function addVmConvert(parent: Command, shell: Shell): void {
  parent
    .command('convert')
    .description('make templates of virtual machines that are powered off and have no snapshots')
    .argument('<names...>', 'virtual machines')
    .action(async (names: string[]) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const ids = [...new Set(names.map((name) => findVirtualMachine(inventory, name).id))];
        const words = { done: 'Converted {} to templates', noun: 'virtual machine', already: 'templates already' };
        await runItemTask(shell, session, 'convertVms', words, { to: 'template' }, (requestId) => session.client.lifecycle.convert({ ids, to: 'template', requestId }));
      });
    });
}

export function addTemplateConvert(parent: Command, shell: Shell): void {
  parent
    .command('convert')
    .description('make virtual machines of templates')
    .argument('<names...>', 'templates')
    .action(async (names: string[]) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const ids = [...new Set(names.map((name) => findTemplate(inventory, name).id))];
        const words = { done: 'Converted {} to virtual machines', noun: 'template', already: 'virtual machines already' };
        await runItemTask(shell, session, 'convertVms', words, { to: 'vm' }, (requestId) => session.client.lifecycle.convert({ ids, to: 'vm', requestId }));
      });
    });
}
