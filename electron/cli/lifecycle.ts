/** Where the commands of the life of machines and folders stand. */
import type { Command } from 'commander';
import { addFolderCreate } from './commands/folderCreate.ts';
import { addFolderLs } from './commands/folderLs.ts';
import { addFolderMove } from './commands/folderMove.ts';
import { addFolderRm } from './commands/folderRm.ts';
import { addTemplateConvert, addVmConvert } from './commands/vmConvert.ts';
import { addVmMove } from './commands/vmMove.ts';
import { addVmNotes } from './commands/vmNotes.ts';
import { addVmRegister } from './commands/vmRegister.ts';
import { addVmUnregister } from './commands/vmUnregister.ts';
import { addVmUnregistered } from './commands/vmUnregistered.ts';
import { findDatastore, findFolder, findTemplate, findVirtualMachine } from './inventory.ts';
import { addNotes } from './notes.ts';
import { addRename } from './renaming.ts';
import type { Shell } from './shell.ts';

export function addLifecycle(program: Command, shell: Shell, groups: { readonly vm: Command; readonly template: Command; readonly datastore: Command }): void {
  const { vm, template, datastore } = groups;
  addRename(vm, shell, 'virtual machine', findVirtualMachine);
  for (const add of [addVmMove, addVmConvert, addVmNotes, addVmUnregister, addVmUnregistered, addVmRegister]) add(vm, shell);
  addRename(template, shell, 'template', findTemplate);
  addTemplateConvert(template, shell);
  addRename(datastore, shell, 'datastore', findDatastore);
  addNotes(datastore, shell, 'datastore', findDatastore);
  const folder = program.command('folder').description('folders of virtual machines and templates: ls, create, rename, move, notes, rm');
  for (const add of [addFolderLs, addFolderCreate, addFolderMove, addFolderRm]) add(folder, shell);
  addRename(folder, shell, 'folder', findFolder);
  addNotes(folder, shell, 'folder', findFolder);
}
