/** The commands about virtual hardware, below `vm`, and about disks that no machine has, below `disk`. */
import type { Command } from 'commander';
import { addDiskLs } from './commands/diskLs.ts';
import { addDiskRm } from './commands/diskRm.ts';
import { addVmCreate } from './commands/vmCreate.ts';
import { addVmDiskAdd } from './commands/vmDiskAdd.ts';
import { addVmDiskAttach } from './commands/vmDiskAttach.ts';
import { addVmDiskGrow } from './commands/vmDiskGrow.ts';
import { addVmDiskRm } from './commands/vmDiskRm.ts';
import { addVmNicAdd } from './commands/vmNicAdd.ts';
import { addVmNicRm } from './commands/vmNicRm.ts';
import { addVmNicSet } from './commands/vmNicSet.ts';
import { addVmSet } from './commands/vmSet.ts';
import type { Shell } from './shell.ts';

export function addHardwareCommands(vm: Command, shell: Shell): void {
  for (const add of [addVmCreate, addVmSet]) add(vm, shell);
  const disk = vm.command('disk').description('disks of a virtual machine: add, grow, attach, rm');
  for (const add of [addVmDiskAdd, addVmDiskGrow, addVmDiskAttach, addVmDiskRm]) add(disk, shell);
  const nic = vm.command('nic').description('network adapters of a virtual machine: add, set, rm');
  for (const add of [addVmNicAdd, addVmNicSet, addVmNicRm]) add(nic, shell);
}

export function addUnattachedCommands(program: Command, shell: Shell): void {
  const disk = program.command('disk').description('disks that no virtual machine has: ls, rm');
  for (const add of [addDiskLs, addDiskRm]) add(disk, shell);
}
