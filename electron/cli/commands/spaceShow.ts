import type { Command } from 'commander';
import type { AggregateRow } from '../../../shared/model/storage.ts';
import type { Shell } from '../shell.ts';
import { formatFields } from '../table.ts';
import { exactBytes } from '../text.ts';

export function addSpaceShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show what all volumes together store and have promised')
    .action(async () => {
      await shell.inYard(async ({ client }) => {
        const aggregate = await client.storage.aggregate();
        shell.answer(aggregate, () => aggregateText(aggregate));
      });
    });
}

export function aggregateText(aggregate: AggregateRow): string {
  return formatFields([
    ['Quota', aggregate.quotaBytes === null ? 'none, the local disk sets the limit' : exactBytes(aggregate.quotaBytes)],
    ['Physical', `${aggregate.isExact ? '' : '≤ '}${exactBytes(aggregate.physicalBytes)}`],
    ['Committed', `${exactBytes(aggregate.committedBytes)}, guarantees and reservations included`],
    ['Exact pass', aggregate.needsExactPass ? 'would make figures exact or give space back' : 'nothing to do'],
  ]);
}
