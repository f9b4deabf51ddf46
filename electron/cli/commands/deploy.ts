import { Option, type Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import type { DeploySpec } from '../../../shared/model/deploy.ts';
import { mechanismWords } from '../../../shared/offloadWords.ts';
import { formatBytes, formatDuration } from '../../../shared/units.ts';
import { findSpec } from '../customization.ts';
import { decisionView } from '../decisionText.ts';
import { deployPlanText } from '../deployText.ts';
import { addHardwareOptions, deployHardwareOf, type DeployHardwareOptions } from '../deployHardware.ts';
import { addPlaceOption, placementOf, routeViews, type TypedPlace } from '../diskPlaces.ts';
import { findCompute, findDatastore, findFolder, findTemplate, readInventory, type Inventory } from '../inventory.ts';
import { namesOf } from '../offload.ts';
import { diskFormatChoices, diskFormats, type DiskFormatChoice } from '../offloadWords.ts';
import { policyIdNamed } from '../policies.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';

interface DeployOptions extends DeployHardwareOptions {
  name: string;
  folder?: string;
  host?: string;
  cluster?: string;
  datastore?: string;
  policy?: string;
  format?: DiskFormatChoice | 'same';
  powerOn?: true;
  customization?: string;
  plan?: true;
  place: TypedPlace[];
}

export function addDeploy(parent: Command, shell: Shell): void {
  const command = parent
    .command('deploy')
    .description('deploy one virtual machine from a template')
    .argument('<template>', 'template')
    .requiredOption('--name <name>', 'name of the virtual machine')
    .option('--folder <name>', 'folder to put it in (default: the folder of the template)')
    .addOption(new Option('--host <name>', 'host to run it on (default: where the template is)').conflicts('cluster'))
    .option('--cluster <name>', 'cluster to run it in, on the host with the fewest virtual machines')
    .option('--datastore <name>', 'where to store it (default: each disk beside that of the template); elsewhere, the data is copied')
    .option('--policy <name>', 'storage policy (default: that of the template)')
    .addOption(new Option('--format <format>', 'how space is set aside for its disks (default: same)').choices([...diskFormatChoices, 'same']))
    .option('--power-on', 'power it on when it is made')
    .option('--customization <spec>', 'customization specification for its guest')
    .option('--plan', 'show what would happen and change nothing; exit code 1 when it would be refused');
  addPlaceOption(command, 'datastore of a single disk of the template');
  addHardwareOptions(command).action(async (template: string, options: DeployOptions) => {
    await shell.inYard(async (session) => {
      const inventory = await readInventory(session.client);
      const spec = await specOf(session, inventory, template, options);
      await (options.plan ? answerPlan(shell, session, inventory, spec) : answerDeployed(shell, session, template, spec));
    });
  });
}

async function specOf({ client }: Session, inventory: Inventory, template: string, options: DeployOptions): Promise<DeploySpec> {
  const { name, folder, datastore, policy, format, customization } = options;
  const { id: templateId } = findTemplate(inventory, template);
  const detail = await client.inventory.vm({ id: templateId });
  return {
    templateId,
    name,
    folderId: folder === undefined ? null : findFolder(inventory, folder).id,
    computeId: computeOf(inventory, options),
    datastoreId: datastore === undefined ? null : findDatastore(inventory, datastore).id,
    ...(format !== undefined && format !== 'same' && { diskFormat: diskFormats[format] }),
    ...(policy !== undefined && { policyId: await policyIdNamed(client, policy) }),
    ...placementOf(inventory, options.place, detail.disks),
    hardware: deployHardwareOf(inventory, detail, options),
    customizationId: customization === undefined ? null : (await findSpec(client, customization)).id,
    powerOn: options.powerOn === true,
  };
}

function computeOf(inventory: Inventory, { host, cluster }: DeployOptions): DeploySpec['computeId'] {
  const name = host ?? cluster;
  if (name === undefined) return null;
  const found = findCompute(inventory, name);
  const kind = host === undefined ? 'cluster' : 'host';
  if (found.kind !== kind) throw new Fault('ManagedObjectNotFound', `There is no ${kind} "${name}".`, { names: [name], hint: `"${found.name}" is a ${found.kind}.` });
  return found.id;
}

async function answerPlan(shell: Shell, { client }: Session, inventory: Inventory, spec: DeploySpec): Promise<void> {
  const plan = await client.deploy.plan(spec);
  const nameOf = namesOf(inventory);
  const [refusal] = plan.refusals;
  if (refusal) {
    const { code, message, ...data } = refusal;
    // With --json the fault is the one document; otherwise the plan shows what was asked for.
    if (!shell.isJson) shell.terminal.print(deployPlanText(plan, nameOf));
    throw new Fault(code, message, data);
  }
  shell.answer({ ...plan, routes: routeViews(plan.routes, nameOf), decision: plan.decision && decisionView(plan.decision, nameOf) }, () => deployPlanText(plan, nameOf));
}

async function answerDeployed(shell: Shell, session: Session, template: string, spec: DeploySpec): Promise<void> {
  const { task, result } = await runTask(shell, session, 'deployTemplate', (requestId) => session.client.deploy.start({ spec, requestId }));
  const { vmId, mechanism, bytesCopied, elapsedMs } = result;
  const document = { task: task.id, id: vmId, name: spec.name, template: task.target.name, mechanism, bytesCopied, elapsedMs };
  shell.answer(document, () => {
    const how = bytesCopied > 0 ? `${formatBytes(bytesCopied)} copied` : 'every block shared';
    return `Deployed "${spec.name}" from "${task.target.name || template}" in ${formatDuration(elapsedMs)}, ${how}: ${mechanismWords[mechanism]}.`;
  });
}
