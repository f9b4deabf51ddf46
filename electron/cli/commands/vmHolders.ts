import type { Command } from 'commander';
import type { VmBlockHolder } from '../../../shared/model/machine.ts';
import { formatCount } from '../../../shared/units.ts';
import { findDisk, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { findState } from '../snapshots.ts';
import { formatTable } from '../table.ts';
import { countOf } from '../text.ts';
import { parseBytes } from '../values.ts';

interface HoldersOptions {
  offset: number;
  disk?: string;
  at: string;
}

/** As many as the contract gives in one answer. */
const mostHolders = 10_000;

export function addVmHolders(parent: Command, shell: Shell): void {
  parent
    .command('holders')
    .description('show who else holds the block at an offset of a disk')
    .argument('<name>', 'virtual machine or template')
    .requiredOption('--offset <bytes>', 'where in the disk: 4096, 4KiB, 1MiB', parseBytes)
    .option('--disk <label>', 'which disk (default: the first)')
    .option('--at <snapshot>', 'as a snapshot holds it', 'current')
    .action(async (name: string, options: HoldersOptions) => {
      await shell.inYard(async ({ client }) => {
        const row = findDisk(await readInventory(client), name);
        const state = options.at === 'current' ? 'current' : findState(await client.machines.snapshots({ vmId: row.id }), row.name, options.at);
        const { disk, offset, isZero, total, holders } = await client.machines.holders(
          { vmId: row.id, state, disk: options.disk ?? null, offset: options.offset, limit: mostHolders },
          { signal: shell.signal },
        );
        const views = holders.map((holder) => ({ ...holder, vm: holder.vm?.name ?? null, snapshot: holder.snapshot?.name ?? null }));
        shell.answer({ vm: row.name, disk, offset, isZero, total, holders: views }, () => {
          const block = `The block at ${formatCount(offset)} of "${disk}" of "${row.name}"`;
          if (isZero) return `${block} reads as zeros, which take no space.`;
          const more = total > holders.length ? `\nand ${formatCount(total - holders.length)} more` : '';
          return `${block} is held in ${countOf(total, 'place')}.\n\n${holderTable(holders)}${more}`;
        });
      });
    });
}

function holderTable(holders: readonly VmBlockHolder[]): string {
  return formatTable(
    [
      { title: 'Virtual machine', cell: ({ vm }) => vm?.name ?? 'none' },
      { title: 'Disk', cell: ({ disk }) => disk ?? '-' },
      { title: 'Snapshot', cell: ({ snapshot, volumeSnapshotId }) => [snapshot?.name, volumeSnapshotId === null ? null : `datastore snapshot ${volumeSnapshotId}`].filter(Boolean).join(', ') || '-' },
      { title: 'Offset', cell: ({ offset }) => formatCount(offset), isNumber: true },
    ],
    holders,
  );
}
