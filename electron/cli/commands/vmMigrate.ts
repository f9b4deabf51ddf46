import { Option, type Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import type { MigrationSpec } from '../../../shared/model/migration.ts';
import { mechanismWords } from '../../../shared/offloadWords.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';
import { decisionView } from '../decisionText.ts';
import { addPlaceOption, placementOf, type TypedPlace } from '../diskPlaces.ts';
import { findDatastore, findDisk, readInventory, type Inventory } from '../inventory.ts';
import { migrationText } from '../migrationText.ts';
import { findHost, namesOf } from '../offload.ts';
import { diskFormatChoices, diskFormats, type DiskFormatChoice } from '../offloadWords.ts';
import { policyIdNamed } from '../policies.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { countOf } from '../text.ts';

interface MigrateOptions {
  host?: string;
  datastore?: string;
  policy?: string;
  format?: DiskFormatChoice;
  plan?: true;
  place: TypedPlace[];
}

export function addVmMigrate(parent: Command, shell: Shell): void {
  const command = parent
    .command('migrate')
    .description('bring virtual machines to another host, to another datastore, or both')
    .argument('<names...>', 'virtual machines')
    .option('--host <name>', 'the host to run on (default: each stays on its host)')
    .option('--datastore <name>', 'where to store the disks (default: they stay where they are)')
    .option('--policy <name>', 'storage policy (default: each keeps its own)')
    .addOption(new Option('--format <format>', 'how space is set aside for the disks that are moved (default: each keeps its format)').choices(diskFormatChoices))
    .option('--plan', 'show what would happen and change nothing; exit code 1 when it would be refused');
  addPlaceOption(command, 'datastore of a single disk, with its snapshots').action(async (names: string[], options: MigrateOptions) => {
    await shell.inYard(async (session) => {
      const { client } = session;
      const inventory = await readInventory(client);
      const policy = options.policy === undefined ? {} : { policyId: await policyIdNamed(client, options.policy) };
      const [firstId] = names.map((name) => findDisk(inventory, name).id);
      const disks = firstId === undefined || options.place.length === 0 ? [] : (await client.inventory.vm({ id: firstId })).disks;
      const spec = { ...specOf(inventory, names, options), ...placementOf(inventory, options.place, disks), ...policy };
      await (options.plan ? answerPlan(shell, session, inventory, spec) : answerMigration(shell, session, spec));
    });
  });
}

function specOf(inventory: Inventory, names: readonly string[], options: MigrateOptions): MigrationSpec {
  return {
    vmIds: names.map((name) => findDisk(inventory, name).id),
    hostId: options.host === undefined ? null : findHost(inventory, options.host).id,
    datastoreId: options.datastore === undefined ? null : findDatastore(inventory, options.datastore).id,
    ...(options.format !== undefined && { diskFormat: diskFormats[options.format] }),
  };
}

async function answerPlan(shell: Shell, session: Session, inventory: Inventory, spec: MigrationSpec): Promise<void> {
  const plan = await session.client.migration.plan(spec);
  const nameOf = namesOf(inventory);
  const [refusal] = plan.refusals;
  if (refusal) {
    const { code, message, ...data } = refusal;
    // With --json the fault is the one document; otherwise the plan shows what was asked for.
    if (!shell.isJson) shell.terminal.print(migrationText(plan, nameOf));
    throw new Fault(code, message, data);
  }
  const mechanisms = plan.mechanisms.map(({ decision, ...group }) => ({ ...group, decision: decisionView(decision, nameOf) }));
  shell.answer({ ...plan, mechanisms }, () => migrationText(plan, nameOf));
}

async function answerMigration(shell: Shell, session: Session, spec: MigrationSpec): Promise<void> {
  const { task, result } = await runTask(shell, session, 'migrateVms', (requestId) => session.client.migration.start({ spec, requestId }));
  const { migrated, failed, mechanisms, bytesCopied, elapsedMs } = result;
  if (failed > 0) shell.exitCode = 1;
  shell.answer({ task: task.id, migrated, failed, mechanisms, bytesCopied, elapsedMs }, () => {
    const how = mechanisms.map(({ mechanism, count }) => (mechanisms.length === 1 ? mechanismWords[mechanism] : `${formatCount(count)} by ${mechanismWords[mechanism]}`)).join(', ');
    const copied = bytesCopied === 0 ? '' : `, ${formatBytes(bytesCopied)} copied`;
    const done = `Migrated ${countOf(migrated, 'virtual machine')} in ${formatDuration(elapsedMs)}${copied}${how === '' ? '' : `: ${how}`}.`;
    return failed > 0 ? `${done}\n${countOf(failed, 'virtual machine')} failed; see: cloneyard task show ${task.id}` : done;
  });
}
