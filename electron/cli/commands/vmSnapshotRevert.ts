import type { Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import type { VmSnapshot, VmSnapshotTree } from '../../../shared/model/machine.ts';
import { formatDuration } from '../../../shared/units.ts';
import { findVirtualMachine, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { findSnapshot } from '../snapshots.ts';
import { runTask } from '../tasks.ts';

export function addVmSnapshotRevert(parent: Command, shell: Shell): void {
  parent
    .command('revert')
    .description('make the disks what a snapshot holds; what was written since is lost, and the virtual machine is powered off')
    .argument('<name>', 'virtual machine')
    .argument('[snapshot]', 'name or id (default: the one it goes on from)')
    .action(async (name: string, snapshotName: string | undefined) => {
      await shell.inYard(async (session) => {
        const row = findVirtualMachine(await readInventory(session.client), name);
        const tree = await session.client.machines.snapshots({ vmId: row.id });
        const snapshot = snapshotName === undefined ? currentOf(tree, row.name) : findSnapshot(tree, row.name, snapshotName);
        const { task, result } = await runTask(shell, session, 'revertVm', (requestId) =>
          session.client.machines.revert({ vmId: row.id, snapshotId: snapshot.id, requestId }),
        );
        const { laterDisks = [] } = result;
        shell.answer({ task: task.id, vm: row.name, id: snapshot.id, name: snapshot.name, laterDisks, elapsedMs: result.elapsedMs }, () => {
          const left = laterDisks.length === 0 ? '' : ` Added since and left as they are: ${laterDisks.join(', ')}.`;
          return `Reverted "${row.name}" to "${snapshot.name}" in ${formatDuration(result.elapsedMs)}; it is powered off.${left}`;
        });
      });
    });
}

function currentOf(tree: VmSnapshotTree, vmName: string): VmSnapshot {
  const found = tree.snapshots.find(({ id }) => id === tree.currentId);
  if (found) return found;
  throw new Fault('ManagedObjectNotFound', `"${vmName}" goes on from no snapshot.`, { hint: 'Name the snapshot to revert to.' });
}
