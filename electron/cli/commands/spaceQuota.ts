import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { parseBytes } from '../values.ts';
import { aggregateText } from './spaceShow.ts';

export function addSpaceQuota(parent: Command, shell: Shell): void {
  parent
    .command('quota')
    .description('limit what all volumes together may store')
    .argument('<size>', 'such as 500GiB, or none', (text) => (text === 'none' ? text : parseBytes(text)))
    .action(async (size: number | 'none') => {
      await shell.inYard(async ({ client }) => {
        const aggregate = await client.storage.setQuota({ quotaBytes: size === 'none' ? null : size });
        shell.answer(aggregate, () => aggregateText(aggregate));
      });
    });
}
