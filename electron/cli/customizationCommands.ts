/** The commands about customization specifications and pools of addresses. */
import type { Command } from 'commander';
import { addCustomizationCreate, addCustomizationImport } from './commands/customizationCreate.ts';
import { addCustomizationExport } from './commands/customizationExport.ts';
import { addCustomizationLs } from './commands/customizationLs.ts';
import { addCustomizationRm } from './commands/customizationRm.ts';
import { addCustomizationShow } from './commands/customizationShow.ts';
import { addPoolCreate, addPoolLs, addPoolRm } from './commands/customizationPool.ts';
import type { Shell } from './shell.ts';

export function addCustomizationCommands(program: Command, shell: Shell): void {
  const customization = program.command('customization').description('customization specifications: ls, show, create, export, import, rm, pool');
  for (const add of [addCustomizationLs, addCustomizationShow, addCustomizationCreate, addCustomizationExport, addCustomizationImport, addCustomizationRm]) add(customization, shell);
  const pool = customization.command('pool').description('pools of IP addresses: ls, create, rm');
  for (const add of [addPoolLs, addPoolCreate, addPoolRm]) add(pool, shell);
}
