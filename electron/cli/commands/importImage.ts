import type { Command } from 'commander';
import { formatBytes, formatDuration, formatRate } from '../../../shared/units.ts';
import { findDatastore, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';

interface ImportOptions {
  name: string;
  datastore?: string;
  guestOs?: string;
}

export function addImport(parent: Command, shell: Shell): void {
  parent
    .command('import')
    .description('import a raw disk image as a template; holes in the file are not read')
    .argument('<file>', 'disk image')
    .requiredOption('--name <name>', 'name of the template')
    .option('--datastore <name>', 'where to store it (default: the datastore with the most free space)')
    .option('--guest-os <text>', 'its guest operating system (default: guessed from what the disk looks like)')
    .action(async (file: string, options: ImportOptions) => {
      const path = shell.resolvePath(file);
      await shell.inYard(async (session) => {
        const datastoreId =
          options.datastore === undefined ? null : findDatastore(await readInventory(session.client), options.datastore).id;
        const { task, result, elapsedMs } = await runTask(shell, session, 'importImage', (requestId) =>
          session.client.disks.importImage({ path, name: options.name, datastoreId, guestOs: options.guestOs ?? '', requestId, isUpload: false }),
        );
        const { vmId, sizeBytes, bytesRead, logicalBytes } = result;
        const document = { task: task.id, id: vmId, name: options.name, sizeBytes, bytesRead, logicalBytes, elapsedMs };
        shell.answer(
          document,
          () =>
            `Imported ${file} as template "${options.name}": ${formatBytes(sizeBytes)}, of which ${formatBytes(bytesRead)} were read ` +
            `and ${formatBytes(logicalBytes)} hold data. ${formatDuration(elapsedMs)}, ${formatRate(bytesRead / Math.max(0.001, elapsedMs / 1000))}.`,
        );
      });
    });
}
