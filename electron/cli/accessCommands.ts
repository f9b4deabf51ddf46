/** The commands about access keys. */
import type { Command } from 'commander';
import { addAccessCreate } from './commands/accessCreate.ts';
import { addAccessLs } from './commands/accessLs.ts';
import { addAccessRevoke } from './commands/accessRevoke.ts';
import type { Shell } from './shell.ts';

export function addAccessCommands(program: Command, shell: Shell): void {
  const access = program.command('access').description('access keys, which let others into the served client: ls, create, revoke');
  for (const add of [addAccessLs, addAccessCreate, addAccessRevoke]) add(access, shell);
}
