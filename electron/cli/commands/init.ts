import type { Command } from 'commander';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';
import { fillFarms } from '../farms.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { parseMachineCount } from '../values.ts';

export function addInit(parent: Command, shell: Shell): void {
  parent
    .command('init')
    .description('set up a data directory; refused where one has been set up already')
    .option('--sample', 'with sample clusters, templates and virtual machines that hold real data (default)')
    .option('--vms <n>', 'sample yard with so many virtual machines: what it has not got by itself is cloned into further clusters', parseMachineCount)
    .option('--empty', 'with one host and one datastore, ready for an import')
    .action(async (options: { sample?: true; empty?: true; vms?: number }, command: Command) => {
      if (options.sample && options.empty) command.error('error: choose one of --sample and --empty');
      if (options.empty && options.vms !== undefined) command.error('error: an empty yard has no virtual machines, so --vms goes with --sample only');
      const kind = options.empty ? 'empty' : 'sample';
      const directory = shell.dataDirectory;
      await shell.inSession(directory, async (session) => {
        const { task, result, elapsedMs } = await runTask(shell, session, 'initializeYard', (requestId) =>
          session.client.system.initialize({ kind, requestId, ...(options.vms !== undefined && { machineCount: options.vms }) }),
        );
        const { templateCount, bytesWritten } = result;
        const vmCount = result.vmCount + (await fillFarms(shell, session, result.farms ?? []));
        const document = { task: task.id, kind, dataDirectory: session.dataDirectory, vmCount, templateCount, bytesWritten, elapsedMs };
        shell.answer(document, () =>
          kind === 'empty'
            ? `Set up an empty yard in ${session.dataDirectory}.`
            : `Set up the sample yard in ${session.dataDirectory}: ${formatCount(templateCount)} templates and ` +
              `${formatCount(vmCount)} virtual machines, ${formatBytes(bytesWritten)} written in ${formatDuration(elapsedMs)}.`,
        );
      });
    });
}
