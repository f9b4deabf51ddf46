/** The commands about virtual hardware, all of them below `vm`. */
import type { Command } from 'commander';
import { addVmCreate } from './commands/vmCreate.ts';
import { addVmDiskAdd } from './commands/vmDiskAdd.ts';
import { addVmDiskGrow } from './commands/vmDiskGrow.ts';
import { addVmDiskRm } from './commands/vmDiskRm.ts';
import { addVmNicAdd } from './commands/vmNicAdd.ts';
import { addVmNicRm } from './commands/vmNicRm.ts';
import { addVmNicSet } from './commands/vmNicSet.ts';
import { addVmSet } from './commands/vmSet.ts';
import type { Shell } from './shell.ts';

export function addHardwareCommands(vm: Command, shell: Shell): void {
  for (const add of [addVmCreate, addVmSet]) add(vm, shell);
  const disk = vm.command('disk').description('disks of a virtual machine: add, grow, rm');
  for (const add of [addVmDiskAdd, addVmDiskGrow, addVmDiskRm]) add(disk, shell);
  const nic = vm.command('nic').description('network adapters of a virtual machine: add, set, rm');
  for (const add of [addVmNicAdd, addVmNicSet, addVmNicRm]) add(nic, shell);
}
