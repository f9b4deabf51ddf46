import type { Command } from 'commander';
import { formatBytes } from '../../../shared/units.ts';
import { findVirtualMachine, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { findSnapshot } from '../snapshots.ts';
import { runTask } from '../tasks.ts';
import { countOf } from '../text.ts';

export function addVmSnapshotRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .description('delete a snapshot; the disks stay as they are, and those that follow it follow the one ahead of it')
    .argument('<name>', 'virtual machine')
    .argument('<snapshot>', 'name or id')
    .option('--children', 'delete all that follow it as well')
    .action(async (name: string, snapshotName: string, options: { children?: true }) => {
      await shell.inYard(async (session) => {
        const row = findVirtualMachine(await readInventory(session.client), name);
        const snapshot = findSnapshot(await session.client.machines.snapshots({ vmId: row.id }), row.name, snapshotName);
        const { task, result, elapsedMs } = await runTask(shell, session, 'removeVmSnapshot', (requestId) =>
          session.client.machines.removeSnapshot({ vmId: row.id, snapshotId: snapshot.id, withChildren: options.children === true, requestId }),
        );
        const { removed, freedBytes } = result;
        shell.answer({ task: task.id, vm: row.name, removed, freedBytes, elapsedMs }, () => `Deleted ${countOf(removed, 'snapshot')} of "${row.name}"; ${formatBytes(freedBytes)} came free.`);
      });
    });
}
