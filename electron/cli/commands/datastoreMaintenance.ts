import type { Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import type { EvacuationSpec } from '../../../shared/model/datastores.ts';
import { formatBytes, formatDuration } from '../../../shared/units.ts';
import { evacuationText } from '../datastores.ts';
import { findDatastore, readInventory } from '../inventory.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { countOf } from '../text.ts';

interface EnterOptions {
  to?: string;
  plan?: true;
}

export function addDatastoreMaintenance(parent: Command, shell: Shell): void {
  const maintenance = parent.command('maintenance').description('maintenance mode of a datastore: enter, exit');
  maintenance
    .command('enter')
    .description('move all virtual machines and templates to other datastores; nothing is placed on it from then on')
    .argument('<name>', 'datastore')
    .option('--to <datastore>', 'where they go (default: each where there is room, to a datastore of the same type first)')
    .option('--plan', 'show what would be moved and change nothing; exit code 1 when it would be refused')
    .action(async (name: string, options: EnterOptions) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const datastore = findDatastore(inventory, name);
        const spec = { datastoreId: datastore.id, targetId: options.to === undefined ? null : findDatastore(inventory, options.to).id };
        await (options.plan ? answerPlan(shell, session, spec) : enter(shell, session, datastore.name, spec));
      });
    });
  maintenance
    .command('exit')
    .description('back to normal operation; what was moved away stays away')
    .argument('<name>', 'datastore')
    .action(async (name: string) => {
      await shell.inYard(async (session) => {
        const datastore = findDatastore(await readInventory(session.client), name);
        const { task } = await runTask(shell, session, 'exitDatastoreMaintenance', (requestId) => session.client.datastores.exitMaintenance({ datastoreId: datastore.id, requestId }));
        shell.answer({ task: task.id, name: datastore.name }, () => `"${datastore.name}" has exited maintenance mode.`);
      });
    });
}

async function answerPlan(shell: Shell, session: Session, spec: EvacuationSpec): Promise<void> {
  const plan = await session.client.datastores.planMaintenance(spec);
  const [refusal] = plan.refusals;
  if (refusal) {
    const { code, message, ...data } = refusal;
    // With --json the fault is the one document; otherwise the plan shows which machines are in the way.
    if (!shell.isJson) shell.terminal.print(evacuationText(plan));
    throw new Fault(code, message, data);
  }
  shell.answer(plan, () => evacuationText(plan));
}

async function enter(shell: Shell, session: Session, name: string, spec: EvacuationSpec): Promise<void> {
  const { task, result } = await runTask(shell, session, 'enterDatastoreMaintenance', (requestId) => session.client.datastores.enterMaintenance({ ...spec, requestId }));
  const { moved, failed, mechanisms, bytesCopied, elapsedMs } = result;
  shell.answer({ task: task.id, name, moved, failed, mechanisms, bytesCopied, elapsedMs }, () => {
    const copied = bytesCopied === 0 ? '' : `, ${formatBytes(bytesCopied)} copied`;
    const away = moved === 0 ? 'Nothing was on it.' : `Moved ${countOf(moved, 'machine')} away in ${formatDuration(elapsedMs)}${copied}.`;
    return `"${name}" is in maintenance mode. ${away}`;
  });
}
