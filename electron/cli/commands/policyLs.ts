import type { Command } from 'commander';
import { ruleWords } from '../../../shared/storagePolicy.ts';
import { policyView } from '../policies.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';

export function addPolicyLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list storage policies with their rules; machines without one have "Datastore default"')
    .action(async () => {
      await shell.inYard(async ({ client }) => {
        const { policies } = await client.policies.state();
        shell.answer(policies.map(policyView), () =>
          formatTable(
            [
              { title: 'Policy', cell: ({ values }) => values.name },
              { title: 'Rules', cell: ({ values }) => ruleWords(values.rules).join('; ') },
              { title: 'Description', cell: ({ values }) => values.description || '-' },
            ],
            policies,
          ),
        );
      });
    });
}
