import { Option, type Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import type { CloneSpec } from '../../../shared/model/clonePlan.ts';
import { formatCount, formatDuration } from '../../../shared/units.ts';
import { decisionView } from '../decisionText.ts';
import { routeViews } from '../diskPlaces.ts';
import { findCompute, findDatastore, findDisk, findFolder, readInventory, type Inventory } from '../inventory.ts';
import { namesOf } from '../offload.ts';
import { diskFormatChoices, diskFormats, type DiskFormatChoice } from '../offloadWords.ts';
import { planText } from '../planText.ts';
import { policyIdNamed } from '../policies.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { countOf } from '../text.ts';
import { parseCloneCount, parseStartNumber } from '../values.ts';

interface RapidCloneOptions {
  count: number;
  names?: string;
  start: number;
  datastore?: string;
  policy?: string;
  compute?: string;
  folder?: string;
  format?: DiskFormatChoice;
  powerOn?: true;
  plan?: true;
}

export function addRapidClone(parent: Command, shell: Shell): void {
  parent
    .command('rapid-clone')
    .description('make many virtual machines from one template by sharing its blocks')
    .argument('<template>', 'template, or a powered-off virtual machine')
    .requiredOption('--count <n>', 'how many', parseCloneCount)
    .option('--names <pattern>', 'names with {n}, {n:03} or {n:fixed=3} for the number (default: <template>-{n:03})')
    .option('--start <n>', 'first number', parseStartNumber, 1)
    .option('--datastore <name>', 'where to store them (default: where the template is)')
    .option('--compute <name>', 'cluster or host to run them on (default: where the template is)')
    .option('--folder <name>', 'folder to put them in (default: the folder of the template)')
    .option('--policy <name>', 'storage policy (default: that of the template)')
    .addOption(new Option('--format <format>', 'how space is set aside for their disks (default: as each disk of the template)').choices(diskFormatChoices))
    .option('--power-on', 'power them on when they are made')
    .option('--plan', 'show what would happen and change nothing; exit code 1 when it would be refused')
    .action(async (template: string, options: RapidCloneOptions) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const policy = options.policy === undefined ? {} : { policyId: await policyIdNamed(session.client, options.policy) };
        const spec = { ...specOf(inventory, template, options), ...policy };
        await (options.plan ? answerPlan(shell, session, inventory, spec) : answerClones(shell, session, spec));
      });
    });
}

function specOf(inventory: Inventory, template: string, options: RapidCloneOptions): CloneSpec {
  const source = findDisk(inventory, template);
  return {
    sourceId: source.id,
    count: options.count,
    pattern: options.names ?? `${source.name}-{n:03}`,
    startNumber: options.start,
    datastoreId: options.datastore === undefined ? null : findDatastore(inventory, options.datastore).id,
    computeId: options.compute === undefined ? null : findCompute(inventory, options.compute).id,
    folderId: options.folder === undefined ? null : findFolder(inventory, options.folder).id,
    powerOn: options.powerOn === true,
    ...(options.format !== undefined && { diskFormat: diskFormats[options.format] }),
  };
}

async function answerPlan(shell: Shell, session: Session, inventory: Inventory, spec: CloneSpec): Promise<void> {
  const plan = await session.client.cloning.plan(spec);
  const nameOf = namesOf(inventory);
  const refusal = plan.refusals[0];
  if (refusal) {
    const { code, message, ...data } = refusal;
    // With --json the fault is the one document; otherwise the plan shows what was asked for.
    if (!shell.isJson) shell.terminal.print(planText(plan, nameOf));
    throw new Fault(code, message, data);
  }
  const mechanisms = plan.mechanisms.map(({ decision, ...group }) => ({ ...group, decision: decisionView(decision, nameOf) }));
  shell.answer({ ...plan, mechanisms, routes: routeViews(plan.routes, nameOf) }, () => planText(plan, nameOf));
}

async function answerClones(shell: Shell, session: Session, spec: CloneSpec): Promise<void> {
  const { task, result, elapsedMs } = await runTask(shell, session, 'rapidClone', (requestId) =>
    session.client.cloning.start({ spec, requestId }),
  );
  const { created, failed } = result;
  if (failed > 0) shell.exitCode = 1;
  shell.answer({ task: task.id, created, failed, elapsedMs: result.elapsedMs || elapsedMs }, () => {
    const perSecond = created / Math.max(0.001, result.elapsedMs / 1000);
    const made = `Made ${countOf(created, 'clone')} of "${task.target.name}" in ${formatDuration(result.elapsedMs)} (${formatCount(Math.round(perSecond))} per second).`;
    return failed > 0 ? `${made}\n${countOf(failed, 'clone')} failed; see: cloneyard task show ${task.id}` : made;
  });
}
