import type { Command } from 'commander';
import type { ComparedDisk } from '../../../shared/model/task.ts';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { findDisk, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { indent } from '../text.ts';

export function addVmCompare(parent: Command, shell: Shell): void {
  parent
    .command('compare')
    .description('compare the disks of two machines byte for byte; exit code 1 when they differ')
    .argument('<first>', 'virtual machine or template')
    .argument('<second>', 'virtual machine or template')
    .action(async (firstName: string, secondName: string) => {
      await shell.inYard(async (session) => {
        const inventory = await readInventory(session.client);
        const first = findDisk(inventory, firstName);
        const second = findDisk(inventory, secondName);
        const { task, result, elapsedMs } = await runTask(shell, session, 'compareDisks', (requestId) =>
          session.client.disks.compareDisks({ firstId: first.id, secondId: second.id, requestId }),
        );
        const { identical, comparedBytes, contentDigests, firstDifferenceOffset, disks = [] } = result;
        if (!identical) shell.exitCode = 1;
        const names: [string, string] = [first.name, second.name];
        shell.answer({ task: task.id, names, identical, comparedBytes, contentDigests, firstDifferenceOffset, disks, elapsedMs }, () => {
          const pair = `"${first.name}" and "${second.name}"`;
          if (disks.length > 1) {
            const verdict = identical ? `${pair} are identical: ${formatCount(disks.length)} disks, ${formatBytes(comparedBytes)} compared.` : `${pair} differ.`;
            return [verdict, ...disks.map((disk) => diskText(disk, names))].join('\n');
          }
          const verdict = identical ? `${pair} are identical: ${formatBytes(comparedBytes)} compared.` : `${pair} differ${differenceText(firstDifferenceOffset)}.`;
          return `${verdict}\n${digestText(contentDigests, names)}`;
        });
      });
    });
}

function diskText(disk: ComparedDisk, names: readonly [string, string]): string {
  if (disk.in !== 'both') return `${disk.label}: only "${disk.in === 'first' ? names[0] : names[1]}" has it`;
  const { label, identical, comparedBytes, contentDigests, firstDifferenceOffset } = disk;
  const verdict = identical ? `identical, ${formatBytes(comparedBytes)} compared` : `different${differenceText(firstDifferenceOffset)}`;
  return `${label}: ${verdict}\n${indent(digestText(contentDigests, names), 2)}`;
}

function differenceText(offset: number | null): string {
  return offset === null ? '' : `, first at byte ${formatCount(offset)}`;
}

function digestText([first, second]: readonly [string, string], names: readonly [string, string]): string {
  return `Content digest ${first}  ${names[0]}\nContent digest ${second}  ${names[1]}`;
}
