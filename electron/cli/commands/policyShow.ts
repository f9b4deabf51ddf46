import type { Command } from 'commander';
import type { PolicyCompliance, StoragePolicy } from '../../../shared/model/policies.ts';
import { ruleWords } from '../../../shared/storagePolicy.ts';
import { findPolicy, policyView } from '../policies.ts';
import type { Shell } from '../shell.ts';
import { formatFields, formatTable } from '../table.ts';
import { countOf } from '../text.ts';

export function addPolicyShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show a storage policy: which datastores fit it and why others do not, and who has it and is not compliant')
    .argument('<name>', 'storage policy')
    .action(async (name: string) => {
      await shell.inYard(async ({ client }) => {
        const policy = await findPolicy(client, name);
        const found = await client.policies.compliance({ id: policy.id });
        shell.answer({ ...policyView(policy), ...complianceView(found) }, () => policyText(policy, found));
      });
    });
}

function complianceView({ checkedAtMs, datastores, nonCompliantCount, nonCompliant }: PolicyCompliance) {
  return {
    checkedAt: new Date(checkedAtMs).toISOString(),
    datastores: datastores.map(({ datastoreId, name, shortfalls, vmCount }) => ({ id: datastoreId, name, isCompatible: shortfalls.length === 0, shortfalls, vmCount })),
    nonCompliantCount,
    nonCompliant: nonCompliant.map(({ id, name }) => ({ id, name })),
  };
}

function policyText({ values }: StoragePolicy, { datastores, nonCompliantCount, nonCompliant }: PolicyCompliance): string {
  const fields = formatFields([
    ['Storage policy', values.name],
    ['Description', values.description || '-'],
    ['Rules', ruleWords(values.rules).join('; ')],
    ['Machines', datastores.reduce((sum, { vmCount }) => sum + vmCount, 0).toString()],
    ['Not compliant', nonCompliantCount === 0 ? 'none' : `${countOf(nonCompliantCount, 'machine')}: ${nonCompliant.slice(0, 10).map(({ name }) => name).join(', ')}${nonCompliantCount > 10 ? ' …' : ''}`],
  ]);
  const table = formatTable(
    [
      { title: 'Datastore', cell: ({ name }) => name },
      { title: 'Compatible', cell: ({ shortfalls }) => (shortfalls.length === 0 ? 'yes' : 'no') },
      { title: 'Machines', cell: ({ vmCount }) => vmCount.toString(), isNumber: true },
      { title: 'Why not', cell: ({ shortfalls }) => shortfalls.join(' ') || '-' },
    ],
    datastores,
  );
  return `${fields}\n\n${table}`;
}
