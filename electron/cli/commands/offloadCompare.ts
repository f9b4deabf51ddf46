import { Option, type Command } from 'commander';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { comparisonCsv } from '../../../shared/comparison.ts';
import { Fault } from '../../../shared/faults.ts';
import { hardwareProfileIdSchema, type Comparison, type HardwareProfileId } from '../../../shared/model/offload.ts';
import { comparisonTable } from '../comparisonTable.ts';
import { decisionView, fixesText } from '../decisionText.ts';
import { findDisk, readInventory } from '../inventory.ts';
import { namesOf, type NameOf } from '../offload.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { parseComparisonCount } from '../values.ts';

interface CompareOptions {
  count: number;
  hardware: HardwareProfileId;
  csv?: string;
  force?: true;
}

export function addOffloadCompare(parent: Command, shell: Shell): void {
  parent
    .command('compare')
    .description('clone a template through the host and then through the array, measure both, and remove the clones again')
    .argument('<name>', 'template, or a powered-off virtual machine')
    .option('--count <n>', 'how many clones each way', parseComparisonCount, 1)
    .addOption(new Option('--hardware <profile>', 'hardware that the same is modelled for').choices(hardwareProfileIdSchema.options).default('nfs10'))
    .option('--csv <file>', 'write the table to a file as well')
    .option('--force', 'replace that file if it exists')
    .action(async (name: string, options: CompareOptions) => {
      const path = options.csv === undefined ? null : shell.resolvePath(options.csv);
      // Asked ahead of the work, which would be lost otherwise.
      if (path !== null && !options.force && existsSync(path)) throw alreadyExists(path);
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const source = findDisk(inventory, name);
        const spec = { sourceId: source.id, count: options.count, hardwareProfile: options.hardware };
        const { task, result } = await runTask(shell, session, 'compareOffload', (requestId) => session.client.offload.compare({ spec, requestId }));
        const { comparison } = result;
        if (path !== null) await writeCsv(path, comparisonCsv(comparison), options.force === true);
        const nameOf = namesOf(inventory);
        shell.answer({ task: task.id, ...comparisonView(comparison, nameOf), ...(path !== null && { csv: path }) }, () => {
          const { decision } = comparison;
          const written = path === null ? [] : [`Written to ${path}`];
          return [comparisonTable(comparison), ...(decision.fixes.length === 0 ? [] : [fixesText(decision, nameOf)]), ...written].join('\n\n');
        });
      });
    });
}

/** `{host, offload, modelled}` with what it was about, and what has to be known to read it. */
function comparisonView({ spec, sourceName, datastoreName, sizeBytes, logicalBytes, atMs, host, offload, modelled, decision, notes = [] }: Comparison, nameOf: NameOf) {
  return {
    spec,
    source: sourceName,
    datastore: datastoreName,
    sizeBytes,
    logicalBytes,
    at: new Date(atMs).toISOString(),
    host,
    offload,
    modelled,
    decision: decisionView(decision, nameOf),
    notes,
  };
}

async function writeCsv(path: string, text: string, mayReplace: boolean): Promise<void> {
  try {
    await writeFile(path, text, { flag: mayReplace ? 'w' : 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST') throw alreadyExists(path);
    throw new Fault('FileFault', `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`, { names: [path] }, { cause: error });
  }
}

function alreadyExists(path: string): Fault {
  return new Fault('FileAlreadyExists', `${path} exists already.`, { names: [path], hint: 'Choose another name, or replace it with --force.' });
}
