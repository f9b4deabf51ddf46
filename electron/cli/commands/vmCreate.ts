import type { Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import { defaultMemoryBytes } from '../../../shared/model/hardware.ts';
import type { Container } from '../../../shared/model/inventory.ts';
import { formatDuration } from '../../../shared/units.ts';
import { collect, collectDisks, findNetwork, hardwareView, newDiskOf, parseCpuCount, parseMemory, type TypedDisk } from '../hardware.ts';
import { findCompute, findDatastore, findFolder, readInventory, type Inventory } from '../inventory.ts';
import { policyIdNamed } from '../policies.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { countOf } from '../text.ts';

interface CreateOptions {
  datastore?: string;
  policy?: string;
  compute?: string;
  folder?: string;
  guestOs: string;
  cpus: number;
  memory: number;
  disk: TypedDisk[];
  network: string[];
}

export function addVmCreate(parent: Command, shell: Shell): void {
  parent
    .command('create')
    .description('make a virtual machine with empty disks')
    .argument('<name>', 'name of the virtual machine')
    .option('--datastore <name>', 'where to store it (default: the only one)')
    .option('--policy <name>', 'storage policy (default: Datastore default)')
    .option('--compute <name>', 'cluster or host to run it on (default: the only one)')
    .option('--folder <name>', 'folder to put it in (default: "Virtual machines", or the only one)')
    .option('--guest-os <text>', 'what is to run in it', 'Other (64-bit)')
    .option('--cpus <count>', 'virtual CPUs', parseCpuCount, 2)
    .option('--memory <size>', 'memory, in multiples of 4MiB', parseMemory, defaultMemoryBytes)
    .option('--disk <size[:format][@datastore]>', 'a disk, thin and with the machine unless :lazy, :eager or @NAME stands behind its size; may be given several times', collectDisks, [])
    .option('--network <name>', 'a network adapter on this network; may be given several times', collect, [])
    .action(async (name: string, options: CreateOptions) => {
      await shell.inYard(async (session) => {
        const { client } = session;
        const inventory = await readInventory(client);
        const spec = {
          name,
          datastoreId: (options.datastore === undefined ? onlyOne(inventory, ['datastore'], '--datastore') : findDatastore(inventory, options.datastore)).id,
          computeId: (options.compute === undefined ? onlyOne(inventory, ['cluster', 'host'], '--compute') : findCompute(inventory, options.compute)).id,
          folderId: (options.folder === undefined ? usualFolder(inventory) : findFolder(inventory, options.folder)).id,
          ...(options.policy !== undefined && { policyId: await policyIdNamed(client, options.policy) }),
          guestOs: options.guestOs,
          cpuCount: options.cpus,
          memoryBytes: options.memory,
          disks: options.disk.map((disk) => newDiskOf(inventory, disk)),
          nics: options.network.map((network) => ({ networkId: findNetwork(inventory, network).id, isConnected: true })),
        };
        const { task, result } = await runTask(shell, session, 'createVm', (requestId) => client.hardware.create({ spec, requestId }));
        const detail = await client.inventory.vm({ id: result.vmId });
        shell.answer({ task: task.id, id: result.vmId, name, ...hardwareView(detail, inventory), elapsedMs: result.elapsedMs }, () => {
          const parts = `${countOf(detail.disks.length, 'disk')} and ${countOf(detail.nics.length, 'network adapter')}`;
          return `Created "${name}" with ${parts} in ${formatDuration(result.elapsedMs)}.`;
        });
      });
    });
}

/** Of the first kind that there is one of. @throws Fault InvalidArgument when there are several to choose from */
function onlyOne({ containers }: Inventory, kinds: readonly Container['kind'][], option: string): Container {
  for (const kind of kinds) {
    const [only, ...others] = [...containers.values()].filter((container) => container.kind === kind);
    if (only && others.length === 0) return only;
  }
  const names = [...containers.values()].filter(({ kind }) => kinds.includes(kind)).map((container) => container.name);
  throw new Fault('InvalidArgument', `Say which with ${option}: ${names.join(', ')}.`, { names });
}

function usualFolder(inventory: Inventory): Container {
  const folders = [...inventory.containers.values()].filter(({ kind }) => kind === 'folder');
  const usual = folders.filter((folder) => folder.name === 'Virtual machines');
  return usual.length === 1 && usual[0] ? usual[0] : onlyOne(inventory, ['folder'], '--folder');
}
