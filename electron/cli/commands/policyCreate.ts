import type { Command } from 'commander';
import { noRules } from '../../../shared/model/policies.ts';
import { ruleWords } from '../../../shared/storagePolicy.ts';
import { findPolicy, policyView, rulesOf, withRuleOptions, type RuleOptions } from '../policies.ts';
import type { Shell } from '../shell.ts';

interface Options extends RuleOptions {
  readonly description?: string;
  readonly name?: string;
}

export function addPolicyCreate(parent: Command, shell: Shell): void {
  const command = parent
    .command('create')
    .description('make a storage policy of rules, all of which a datastore has to keep')
    .argument('<name>', 'name of the policy')
    .option('--description <text>', 'what it is for');
  withRuleOptions(command).action(async (name: string, options: Options) => {
    await shell.inYard(async ({ client }) => {
      const made = await client.policies.create({ name, description: options.description ?? '', rules: rulesOf(options, noRules) });
      shell.answer(policyView(made), () => `Made the storage policy "${made.values.name}": ${ruleWords(made.values.rules).join('; ')}.`);
    });
  });
}

export function addPolicySet(parent: Command, shell: Shell): void {
  const command = parent
    .command('set')
    .description('change a storage policy; rules that are not named stay, and machines that have it keep it')
    .argument('<name>', 'storage policy')
    .option('--name <name>', 'another name')
    .option('--description <text>', 'another description');
  withRuleOptions(command).action(async (name: string, options: Options) => {
    await shell.inYard(async ({ client }) => {
      const { id, version, values } = await findPolicy(client, name);
      const changed = await client.policies.update({
        id, version, values: { name: options.name ?? values.name, description: options.description ?? values.description, rules: rulesOf(options, values.rules) },
      });
      shell.answer(policyView(changed), () => `Changed the storage policy "${changed.values.name}": ${ruleWords(changed.values.rules).join('; ')}.`);
    });
  });
}
