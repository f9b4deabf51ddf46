import type { Command } from 'commander';
import { formatDuration } from '../../../shared/units.ts';
import { findVirtualMachine, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';

export function addVmSnapshotCreate(parent: Command, shell: Shell): void {
  parent
    .command('create')
    .description('keep the disks of a virtual machine as they are now')
    .argument('<name>', 'virtual machine')
    .argument('<snapshot>', 'name of the snapshot')
    .option('--description <text>', 'what it is for', '')
    .action(async (name: string, snapshot: string, options: { description: string }) => {
      await shell.inYard(async (session) => {
        const row = findVirtualMachine(await readInventory(session.client), name);
        const { task, result } = await runTask(shell, session, 'createVmSnapshot', (requestId) =>
          session.client.machines.createSnapshot({ vmId: row.id, name: snapshot, description: options.description, requestId }),
        );
        const { snapshotId, elapsedMs } = result;
        shell.answer({ task: task.id, id: snapshotId, name: snapshot, vm: row.name, elapsedMs }, () => {
          return `Took the snapshot "${snapshot}" (${snapshotId}) of "${row.name}" in ${formatDuration(elapsedMs)}.`;
        });
      });
    });
}
