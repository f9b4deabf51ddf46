/** The commands about storage policies. */
import type { Command } from 'commander';
import { addPolicyAssign } from './commands/policyAssign.ts';
import { addPolicyCreate, addPolicySet } from './commands/policyCreate.ts';
import { addPolicyLs } from './commands/policyLs.ts';
import { addPolicyRm } from './commands/policyRm.ts';
import { addPolicyShow } from './commands/policyShow.ts';
import type { Shell } from './shell.ts';

export function addPolicyCommands(program: Command, shell: Shell): void {
  const policy = program.command('policy').description('storage policies: ls, show, create, set, assign, rm');
  for (const add of [addPolicyLs, addPolicyShow, addPolicyCreate, addPolicySet, addPolicyAssign, addPolicyRm]) add(policy, shell);
}
