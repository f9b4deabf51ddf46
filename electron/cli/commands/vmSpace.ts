import type { Command } from 'commander';
import type { MachineSpace } from '../../../shared/model/machine.ts';
import { formatBytes } from '../../../shared/units.ts';
import { findDisk, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { exactBytes } from '../text.ts';
import { spaceView } from '../views.ts';

export function addVmSpace(parent: Command, shell: Shell): void {
  parent
    .command('space')
    .description('show what virtual machines or templates take with their snapshots')
    .argument('<names...>', 'virtual machines or templates')
    .option('--freed-if-deleted', 'find out exactly what deleting all of them together would free')
    .action(async (names: string[], options: { freedIfDeleted?: true }) => {
      await shell.inYard(async ({ client }) => {
        const inventory = await readInventory(client);
        // A name given twice counts once.
        const ids = [...new Set(names.map((name) => findDisk(inventory, name).id))];
        const spaces = await client.machines.space({ ids }, { signal: shell.signal });
        const freed = options.freedIfDeleted ? await client.machines.freedIfDeleted({ ids }, { signal: shell.signal }) : null;
        const vms = spaces.map(spaceView);
        shell.answer(freed ? { vms, freedBytes: freed.freedBytes } : vms, () => {
          const table = spaceTable(spaces);
          return freed ? `${table}\n\nDeleting ${ids.length === 1 ? 'it' : 'all of them'} would free ${exactBytes(freed.freedBytes)}.` : table;
        });
      });
    });
}

function spaceTable(spaces: readonly MachineSpace[]): string {
  const bound = (isExact: boolean, word: string, sizeBytes: number): string => `${isExact ? '' : `${word} `}${formatBytes(sizeBytes)}`;
  return formatTable(
    [
      { title: 'Virtual machine', cell: (space) => space.name },
      { title: 'Unique', cell: (space) => bound(space.isExact, 'at least', space.uniqueBytes), isNumber: true },
      { title: 'In snapshots only', cell: (space) => (space.snapshotBytes === 0 ? '-' : bound(false, 'at least', space.snapshotBytes)), isNumber: true },
      { title: 'Shared', cell: (space) => bound(space.isExact, 'at most', space.sharedBytes), isNumber: true },
      { title: 'Fair share', cell: (space) => (space.fairShareBytes === null ? 'not known yet' : formatBytes(Math.round(space.fairShareBytes))), isNumber: true },
      { title: 'Exact as of', cell: (space) => (space.exactAsOfMs === null ? '-' : new Date(space.exactAsOfMs).toISOString()) },
    ],
    spaces,
  );
}
