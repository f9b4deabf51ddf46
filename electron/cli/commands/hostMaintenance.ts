import type { Command } from 'commander';
import { TaskFault } from '../faults.ts';
import { readInventory } from '../inventory.ts';
import { findHost } from '../offload.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { countOf } from '../text.ts';

export function addHostMaintenance(parent: Command, shell: Shell): void {
  const group = parent.command('maintenance').description('take a host out of use, or bring it back: enter, exit');
  addEnter(group, shell);
  addExit(group, shell);
}

function addEnter(group: Command, shell: Shell): void {
  group
    .command('enter')
    .description('migrate what runs on a host to others of its cluster and take it out of use; ends with the reason where something cannot leave')
    .argument('<name>', 'host')
    .option('--with-powered-off', 'also move machines that are powered off or suspended, and templates')
    .option('--wait', 'wait until what cannot leave is powered off or migrated, which takes a running client')
    .action(async (typed: string, options: { withPoweredOff?: true; wait?: true }) => {
      await shell.inYard(async (session) => {
        const { id, name } = findHost(await readInventory(session.client), typed);
        const spec = { id, withPoweredOff: options.withPoweredOff === true, isWaiting: options.wait === true && session.isShared };
        const entering = runTask(shell, session, 'enterMaintenance', (requestId) => session.client.hosting.enterMaintenance({ ...spec, requestId }));
        const { task, result, elapsedMs } = await (options.wait === true && !session.isShared ? entering.catch(rethrowUnwaited) : entering);
        const { migrated, failed, stayed } = result;
        if (failed > 0) shell.exitCode = 1;
        const left = stayed === 0 ? '' : ` ${countOf(stayed, 'machine')} not running there ${stayed === 1 ? 'stays' : 'stay'}.`;
        shell.answer({ task: task.id, id, name, migrated, failed, stayed, elapsedMs }, () => `${name} is in maintenance mode. ${countOf(migrated, 'machine')} moved away.${left}`);
      });
    });
}

/** This command has the yard to itself, so that while it waited nobody could do what it waits for. */
function rethrowUnwaited(error: unknown): never {
  if (!(error instanceof TaskFault) || error.code !== 'InvalidState') throw error;
  const hint = 'Nothing was waited for: while this command has the data directory to itself, nobody else can change anything. Start the client and wait there, or power them off or migrate them first.';
  throw new TaskFault({ ...error.task, fault: { ...error.toRecord(), hint } });
}

function addExit(group: Command, shell: Shell): void {
  group
    .command('exit')
    .description('bring a host back into use; nothing returns to it by itself')
    .argument('<name>', 'host')
    .action(async (typed: string) => {
      await shell.inYard(async (session) => {
        const { id, name } = findHost(await readInventory(session.client), typed);
        const { task } = await runTask(shell, session, 'exitMaintenance', (requestId) => session.client.hosting.exitMaintenance({ id, requestId }));
        shell.answer({ task: task.id, id, name }, () => `${name} is in use again.`);
      });
    });
}
