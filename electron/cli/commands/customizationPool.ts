import { InvalidArgumentError, type Command } from 'commander';
import { formatCount } from '../../../shared/units.ts';
import { findPool, poolView } from '../customization.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';

export function addPoolLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list pools of IP addresses')
    .action(async () => {
      await shell.inYard(async ({ client }) => {
        const views = (await client.customization.list()).pools.map(poolView);
        shell.answer(views, () =>
          formatTable(
            [
              { title: 'Pool', cell: (view) => view.name },
              { title: 'Addresses', cell: (view) => `${view.firstAddress} - ${view.lastAddress} /${view.prefixLength}` },
              { title: 'Gateway', cell: (view) => view.gateway ?? '-' },
              { title: 'In use', cell: (view) => `${formatCount(view.usedCount)} of ${formatCount(view.addressCount)}`, isNumber: true },
            ],
            views,
          ),
        );
      });
    });
}

export function addPoolCreate(parent: Command, shell: Shell): void {
  parent
    .command('create')
    .description('make a pool of IP addresses')
    .argument('<name>', 'new pool')
    .requiredOption('--range <first-last>', 'its addresses, such as 10.0.0.10-10.0.0.99', parseRange)
    .requiredOption('--prefix <length>', 'length of the prefix of the network, such as 24', Number)
    .option('--gateway <address>', 'gateway that goes with them')
    .action(async (name: string, options: { range: [string, string]; prefix: number; gateway?: string }) => {
      await shell.inYard(async ({ client }) => {
        const [firstAddress, lastAddress] = options.range;
        const { poolId } = await client.customization.createPool({ name, firstAddress, lastAddress, prefixLength: options.prefix, gateway: options.gateway ?? null });
        const view = poolView(await findPool(client, poolId));
        shell.answer(view, () => `Made the pool "${view.name}" of ${formatCount(view.addressCount)} addresses.`);
      });
    });
}

export function addPoolRm(parent: Command, shell: Shell): void {
  parent
    .command('rm')
    .description('delete a pool of IP addresses; refused while a specification names it')
    .argument('<name>', 'pool')
    .action(async (name: string) => {
      await shell.inYard(async ({ client }) => {
        const { id, values } = await findPool(client, name);
        await client.customization.removePool({ poolId: id });
        shell.answer({ id, name: values.name }, () => `Deleted the pool "${values.name}".`);
      });
    });
}

function parseRange(text: string): [string, string] {
  const [first, last, ...rest] = text.split('-').map((part) => part.trim());
  if (!first || !last || rest.length > 0) throw new InvalidArgumentError('Give the first and the last address, such as 10.0.0.10-10.0.0.99.');
  return [first, last];
}
