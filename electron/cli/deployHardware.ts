/** The options of `deploy` that say what hardware the machine has other than its template. */
import { InvalidArgumentError, type Command } from 'commander';
import type { DeployHardware } from '../../shared/model/deploy.ts';
import type { VmDetail } from '../../shared/model/inventory.ts';
import { collect, collectDisks, diskWord, findNetwork, labelOf, newDiskOf, nicWord, parseCpuCount, parseDiskSize, parseMemory, type TypedDisk } from './hardware.ts';
import type { Inventory } from './inventory.ts';

export interface DeployHardwareOptions {
  cpus?: number;
  memory?: number;
  disk: TypedDisk[];
  grow: Grown[];
  network: string[];
  nic: Assigned[];
  rmNic: string[];
}

/** `2=30GiB`: the disk, and what it gets. */
interface Grown {
  readonly name: string;
  readonly sizeBytes: number;
}

/** `1=VLAN 20`: what it is called, and what it gets. */
interface Assigned {
  readonly name: string;
  readonly value: string;
}

export function addHardwareOptions(command: Command): Command {
  return command
    .option('--cpus <n>', 'virtual CPUs (default: as the template)', parseCpuCount)
    .option('--memory <size>', 'memory (default: as the template)', parseMemory)
    .option('--disk <size[:format][@datastore]>', 'an empty disk besides, thin and with the machine unless :lazy, :eager or @NAME stands behind its size; may be given several times', collectDisks, [])
    .option('--grow <disk=size>', 'make a disk of the template larger: 1=30GiB; may be given several times', collectGrown, [])
    .option('--network <name>', 'a network adapter besides, on this network; may be given several times', collect, [])
    .option('--nic <adapter=network>', 'put an adapter of the template on another network: 1=NAME; may be given several times', collectAssigned, [])
    .option('--rm-nic <adapter>', 'leave an adapter of the template out; may be given several times', collect, []);
}

/** @throws Fault ManagedObjectNotFound for labels and networks that do not exist */
export function deployHardwareOf(inventory: Inventory, { disks, nics }: Pick<VmDetail, 'disks' | 'nics'>, options: DeployHardwareOptions): DeployHardware {
  const { cpus, memory, disk, grow, network, nic, rmNic } = options;
  return {
    ...(cpus !== undefined && { cpuCount: cpus }),
    ...(memory !== undefined && { memoryBytes: memory }),
    addDisks: disk.map((one) => newDiskOf(inventory, one)),
    growDisks: grow.map(({ name, sizeBytes }) => ({ label: labelOf(disks, diskWord, name), sizeBytes })),
    addNics: network.map((name) => ({ networkId: findNetwork(inventory, name).id, isConnected: true })),
    changeNics: nic.map(({ name, value }) => ({ label: labelOf(nics, nicWord, name), networkId: findNetwork(inventory, value).id })),
    removeNics: rmNic.map((name) => labelOf(nics, nicWord, name)),
  };
}

function collectGrown(text: string, earlier: Grown[]): Grown[] {
  const { name, value } = assigned(text);
  return [...earlier, { name, sizeBytes: parseDiskSize(value) }];
}

function collectAssigned(text: string, earlier: Assigned[]): Assigned[] {
  return [...earlier, assigned(text)];
}

function assigned(text: string): Assigned {
  const at = text.indexOf('=');
  if (at <= 0 || at === text.length - 1) throw new InvalidArgumentError('Give a number or a label, and what it gets behind an equals sign.');
  return { name: text.slice(0, at), value: text.slice(at + 1) };
}
