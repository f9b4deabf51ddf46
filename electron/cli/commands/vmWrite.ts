import type { Command } from 'commander';
import { formatBytes } from '../../../shared/units.ts';
import { diskLabel } from '../hardware.ts';
import { findVirtualMachine, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { exactBytes } from '../text.ts';
import { parseBytes } from '../values.ts';

export function addVmWrite(parent: Command, shell: Shell): void {
  parent
    .command('write')
    .description('write the content of a file into a disk, as its guest would; done when it is durable')
    .argument('<name>', 'virtual machine')
    .requiredOption('--offset <bytes>', 'where to begin: 4096, 4KiB, 1MiB', parseBytes)
    .requiredOption('--file <file>', 'what to write')
    .option('--disk <disk>', 'its label, or its number (default: the first one)')
    .action(async (name: string, options: { offset: number; file: string; disk?: string }) => {
      const path = shell.resolvePath(options.file);
      await shell.inYard(async (session) => {
        const row = findVirtualMachine(await readInventory(session.client), name);
        const disk = await diskLabel(session, row.id, options.disk);
        const { task, result, elapsedMs } = await runTask(shell, session, 'writeDisk', (requestId) =>
          session.client.disks.writeDisk({ vmId: row.id, ...disk, offsetBytes: options.offset, path, requestId }),
        );
        const { bytesWritten } = result;
        const document = { task: task.id, name: row.name, offsetBytes: options.offset, bytesWritten, elapsedMs };
        shell.answer(document, () => `Wrote ${exactBytes(bytesWritten)} to "${row.name}" at ${formatBytes(options.offset)}.`);
      });
    });
}
