import type { Command } from 'commander';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { findDisk, readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';

export function addVmCompare(parent: Command, shell: Shell): void {
  parent
    .command('compare')
    .description('compare two disks byte for byte; exit code 1 when they differ')
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
        const { identical, comparedBytes, contentDigests, firstDifferenceOffset } = result;
        if (!identical) shell.exitCode = 1;
        const document = { task: task.id, names: [first.name, second.name], identical, comparedBytes, contentDigests, firstDifferenceOffset, elapsedMs };
        shell.answer(document, () => {
          const verdict = identical
            ? `"${first.name}" and "${second.name}" are identical: ${formatBytes(comparedBytes)} compared.`
            : `"${first.name}" and "${second.name}" differ${firstDifferenceOffset === null ? '' : `, first at byte ${formatCount(firstDifferenceOffset)}`}.`;
          return `${verdict}\nContent digest ${contentDigests[0]}  ${first.name}\nContent digest ${contentDigests[1]}  ${second.name}`;
        });
      });
    });
}
