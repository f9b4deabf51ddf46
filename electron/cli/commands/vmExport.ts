import type { Command } from 'commander';
import { formatBytes } from '../../../shared/units.ts';
import { diskLabel } from '../hardware.ts';
import { findVirtualMachine, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';

export function addVmExport(parent: Command, shell: Shell): void {
  parent
    .command('export')
    .description('write a disk of a virtual machine to a sparse raw file')
    .argument('<name>', 'virtual machine')
    .argument('<file>', 'file to write')
    .option('--disk <disk>', 'its label, or its number (default: the first one)')
    .option('--force', 'replace the file if it exists')
    .action(async (name: string, file: string, options: { force?: true; disk?: string }) => {
      const path = shell.resolvePath(file);
      await shell.inYard(async (session) => {
        const row = findVirtualMachine(await readInventory(session.client), name);
        const disk = await diskLabel(session, row.id, options.disk);
        const { task, result, elapsedMs } = await runTask(shell, session, 'exportDisk', (requestId) =>
          session.client.disks.exportDisk({ vmId: row.id, ...disk, path, overwrite: options.force === true, requestId }),
        );
        const { sizeBytes, bytesWritten } = result;
        const document = { task: task.id, name: row.name, path: result.path, sizeBytes, bytesWritten, elapsedMs };
        shell.answer(
          document,
          () => `Exported "${row.name}" to ${result.path}: ${formatBytes(sizeBytes)}, ${formatBytes(bytesWritten)} written, the rest is holes.`,
        );
      });
    });
}
