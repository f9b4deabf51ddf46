import type { Command } from 'commander';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { parseCores, parseHostMemory, parseMhz } from '../hostingValues.ts';
import { readInventory } from '../inventory.ts';
import { findHost } from '../offload.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';

interface HardwareOptions {
  cores?: number;
  mhz?: number;
  memory?: number;
}

export function addHostHardware(parent: Command, shell: Shell): void {
  parent
    .command('hardware')
    .description('change what a host in maintenance mode is made of')
    .argument('<name>', 'host')
    .option('--cores <count>', 'processor cores', parseCores)
    .option('--mhz <mhz>', 'clock of a core in MHz', parseMhz)
    .option('--memory <size>', 'memory', parseHostMemory)
    .action(async (typed: string, { cores, mhz, memory }: HardwareOptions, command: Command) => {
      if (cores === undefined && mhz === undefined && memory === undefined) command.error('error: say what to change');
      await shell.inYard(async (session) => {
        const host = findHost(await readInventory(session.client), typed);
        const hardware = { cpuCoreCount: cores ?? host.cpuCoreCount, cpuMhz: mhz ?? host.cpuMhz, memoryBytes: memory ?? host.memoryBytes };
        const { task } = await runTask(shell, session, 'editObject', (requestId) => session.client.hosting.edit({ id: host.id, change: { kind: 'host', ...hardware }, requestId }));
        shell.answer({ task: task.id, id: host.id, name: host.name, ...hardware }, () => `${host.name} has ${formatCount(hardware.cpuCoreCount)} cores at ${formatCount(hardware.cpuMhz)} MHz and ${formatBytes(hardware.memoryBytes)} of memory.`);
      });
    });
}
