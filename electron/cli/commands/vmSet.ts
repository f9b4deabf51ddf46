import type { Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import { formatBytes } from '../../../shared/units.ts';
import { parseCpuCount, parseMemory, reconfigure } from '../hardware.ts';
import type { Shell } from '../shell.ts';
import { countOf } from '../text.ts';

export function addVmSet(parent: Command, shell: Shell): void {
  parent
    .command('set')
    .description('change the processors and the memory of a virtual machine that is powered off')
    .argument('<name>', 'virtual machine')
    .option('--cpus <count>', 'virtual CPUs', parseCpuCount)
    .option('--memory <size>', 'memory, in multiples of 4MiB', parseMemory)
    .action(async (name: string, { cpus, memory }: { cpus?: number; memory?: number }) => {
      if (cpus === undefined && memory === undefined) throw new Fault('InvalidArgument', 'Nothing is to be changed.', { hint: 'Give --cpus or --memory.' });
      await reconfigure(
        shell,
        name,
        () => ({ ...(cpus !== undefined && { cpuCount: cpus }), ...(memory !== undefined && { memoryBytes: memory }) }),
        (_before, after) => `Set ${countOf(after.cpuCount, 'CPU')} and ${formatBytes(after.memoryBytes)} of memory`,
      );
    });
}
