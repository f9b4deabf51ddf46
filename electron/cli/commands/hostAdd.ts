import type { Command } from 'commander';
import { gibBytes } from '../../../shared/units.ts';
import { createAndAnswer, datacenterFor, findOfKind } from '../hostingObjects.ts';
import { parseCores, parseHostMemory, parseMhz } from '../hostingValues.ts';
import { matchName, readInventory, type Inventory } from '../inventory.ts';
import type { Container } from '../../../shared/model/inventory.ts';
import type { Shell } from '../shell.ts';

interface AddOptions {
  in?: string;
  cores: number;
  mhz: number;
  memory: number;
}

export function addHostAdd(parent: Command, shell: Shell): void {
  parent
    .command('add')
    .description('add a simulated host to a cluster or right below a datacenter')
    .argument('<address>', 'its address, which no other host has')
    .option('--in <place>', 'cluster or datacenter; the datacenter when left out and there is only one')
    .option('--cores <count>', 'processor cores', parseCores, 32)
    .option('--mhz <mhz>', 'clock of a core in MHz', parseMhz, 2600)
    .option('--memory <size>', 'memory', parseHostMemory, 512 * gibBytes)
    .action(async (name: string, options: AddOptions) => {
      await shell.inYard(async (session) => {
        const place = placeFor(await readInventory(session.client), options.in);
        await createAndAnswer(shell, session, { kind: 'host', parentId: place.id, name, cpuCoreCount: options.cores, cpuMhz: options.mhz, memoryBytes: options.memory }, place.name);
      });
    });
}

function placeFor(inventory: Inventory, name: string | undefined): Container {
  if (name === undefined) return datacenterFor(inventory, undefined);
  const datacenters = [...inventory.containers.values()].filter(({ kind }) => kind === 'datacenter');
  return matchName(datacenters, name) ?? findOfKind(inventory, 'cluster', name);
}
