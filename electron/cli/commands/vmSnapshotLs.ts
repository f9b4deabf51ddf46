import type { Command } from 'commander';
import type { VmSnapshot, VmSnapshotTree } from '../../../shared/model/machine.ts';
import { findVirtualMachine, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { atLeast } from '../text.ts';
import { snapshotView } from '../views.ts';

export function addVmSnapshotLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list the snapshots of a virtual machine; * marks the one it goes on from')
    .argument('<name>', 'virtual machine')
    .action(async (name: string) => {
      await shell.inYard(async (session) => {
        const row = findVirtualMachine(await readInventory(session.client), name);
        const tree = await session.client.machines.snapshots({ vmId: row.id });
        shell.answer(
          tree.snapshots.map((snapshot) => snapshotView(snapshot, tree.currentId)),
          () => (tree.snapshots.length === 0 ? `"${row.name}" has no snapshots.` : treeText(tree)),
        );
      });
    });
}

/** Children below their parent, indented. */
function treeText(tree: VmSnapshotTree): string {
  const rows: { snapshot: VmSnapshot; depth: number }[] = [];
  const walk = (parentId: VmSnapshot['parentId'], depth: number): void => {
    for (const snapshot of tree.snapshots.filter((one) => one.parentId === parentId)) {
      rows.push({ snapshot, depth });
      walk(snapshot.id, depth + 1);
    }
  };
  walk(null, 0);
  return formatTable(
    [
      { title: 'Snapshot', cell: ({ snapshot, depth }) => `${'  '.repeat(depth)}${snapshot.name}${snapshot.id === tree.currentId ? ' *' : ''}` },
      { title: 'Id', cell: ({ snapshot }) => snapshot.id },
      { title: 'Created', cell: ({ snapshot }) => new Date(snapshot.createdAtMs).toISOString() },
      { title: 'Unique', cell: ({ snapshot }) => atLeast(snapshot.isExact, snapshot.uniqueBytes), isNumber: true },
      { title: 'Description', cell: ({ snapshot }) => snapshot.description.replaceAll(/\s+/g, ' ') },
    ],
    rows,
  );
}
