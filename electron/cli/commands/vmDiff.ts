import type { Command } from 'commander';
import type { ChangedExtent } from '../../../shared/model/machine.ts';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { findVirtualMachine, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { findState } from '../snapshots.ts';
import { countOf, exactBytes } from '../text.ts';

interface DiskDiff {
  readonly disk: string;
  readonly sizeBytes: number;
  readonly changedBytes: number;
  readonly extentCount: number;
  readonly extents: readonly ChangedExtent[];
}

/** The text shows the first ones; all of them are in the document. */
const shownExtents = 20;

export function addVmDiff(parent: Command, shell: Shell): void {
  parent
    .command('diff')
    .description('show which parts of the disks changed from one snapshot to another, or to now')
    .argument('<name>', 'virtual machine')
    .argument('<from>', 'snapshot, or "current" for the present state')
    .argument('<to>', 'snapshot, or "current"')
    .action(async (name: string, fromName: string, toName: string) => {
      await shell.inYard(async (session) => {
        const row = findVirtualMachine(await readInventory(session.client), name);
        const tree = await session.client.machines.snapshots({ vmId: row.id });
        const from = findState(tree, row.name, fromName);
        const to = findState(tree, row.name, toName);
        const disks: DiskDiff[] = [];
        let extents: ChangedExtent[] = [];
        let changedBytes = 0;
        for await (const event of await session.client.machines.diff({ vmId: row.id, from, to }, { signal: shell.signal })) {
          if (event.type === 'extents') {
            for (const extent of event.extents) extents.push(extent);
          } else if (event.type === 'disk') {
            const { type: _type, ...totals } = event;
            disks.push({ ...totals, extents });
            extents = [];
          } else {
            changedBytes = event.changedBytes;
          }
        }
        shell.signal.throwIfAborted();
        const document = { vm: row.name, from, to, changedBytes, disks };
        shell.answer(document, () => disks.map((disk) => diskText(disk)).join('\n\n'));
      });
    });
}

function diskText({ disk, sizeBytes, changedBytes, extentCount, extents }: DiskDiff): string {
  if (extentCount === 0) return `${disk} (${formatBytes(sizeBytes)}): nothing changed.`;
  const lines = [`${disk} (${formatBytes(sizeBytes)}): ${exactBytes(changedBytes)} in ${countOf(extentCount, 'range')} changed.`];
  for (const { offset, length } of extents.slice(0, shownExtents)) lines.push(`  ${formatBytes(length)} at ${formatCount(offset)}`);
  if (extentCount > shownExtents) lines.push(`  and ${formatCount(extentCount - shownExtents)} more; all of them with --json`);
  return lines.join('\n');
}
