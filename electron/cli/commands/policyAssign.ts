import type { Command } from 'commander';
import type { ObjectId } from '../../../shared/ids.ts';
import { defaultPolicyName } from '../../../shared/model/policies.ts';
import { matchName, readInventory, findVirtualMachine } from '../inventory.ts';
import { machinePolicyText, machinePolicyView, policyIdNamed, readPolicies } from '../policies.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { countOf } from '../text.ts';

/** As many as one call takes. */
const mostAtOnce = 1000;

export function addPolicyAssign(parent: Command, shell: Shell): void {
  parent
    .command('assign')
    .description(`give virtual machines and templates a storage policy, or "${defaultPolicyName}"; nothing is moved`)
    .argument('<policy>', 'storage policy')
    .argument('<names...>', 'virtual machines and templates')
    .action(async (policyName: string, names: string[]) => {
      await shell.inYard(async ({ client }) => {
        const inventory = await readInventory(client);
        const policyId = await policyIdNamed(client, policyName);
        const ids = [...new Set(names.map((name): ObjectId => (matchName(inventory.vms, name) ?? findVirtualMachine(inventory, name)).id))];
        let changed = 0;
        for (let first = 0; first < ids.length; first += mostAtOnce) {
          changed += (await client.policies.assign({ vmIds: ids.slice(first, first + mostAtOnce), policyId })).changed;
        }
        const book = await readPolicies(client);
        const wanted = new Set(ids);
        const machines = (await readInventory(client)).vms.filter(({ id }) => wanted.has(id)).map((vm) => ({ id: vm.id, name: vm.name, ...machinePolicyView(vm, book) }));
        shell.answer({ policy: book.find(policyId)?.values.name ?? null, changed, machines }, () => {
          const table = formatTable([{ title: 'Machine', cell: ({ name }) => name }, { title: 'Storage policy', cell: machinePolicyText }], machines);
          return `${table}\n\n${countOf(changed, 'machine')} of ${machines.length} changed.`;
        });
      });
    });
}
