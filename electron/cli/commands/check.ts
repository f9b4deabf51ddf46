import type { Command } from 'commander';
import type { CheckReport } from '../../../shared/model/system.ts';
import { formatCount, formatDuration } from '../../../shared/units.ts';
import type { Shell } from '../shell.ts';
import { runTask } from '../tasks.ts';
import { countOf } from '../text.ts';

export function addCheck(parent: Command, shell: Shell): void {
  parent
    .command('check')
    .description('verify maps, counters and disks; exit code 1 when something is wrong')
    .option('--deep', 'also read every stored block and compare it with its checksum')
    .option('--repair', 'mend what can be mended without losing anything')
    .action(async (options: { deep?: true; repair?: true }) => {
      await shell.inYard(async (session) => {
        const { task, result } = await runTask(shell, session, 'checkYard', (requestId) =>
          session.client.system.startCheck({ isDeep: options.deep === true, repair: options.repair === true, requestId }),
        );
        const { report } = result;
        if (!report.ok) shell.exitCode = 1;
        shell.answer({ task: task.id, ...report }, () => checkText(report));
      });
    });
}

export function checkText(report: CheckReport): string {
  const { files, mapNodes, blocks, segments, virtualMachines } = report.checked;
  const scope =
    `${countOf(virtualMachines, 'virtual machine')} and templates, ${countOf(files, 'file')}, ${countOf(mapNodes, 'map node')}, ` +
    `${countOf(blocks, 'block')}${report.isDeep ? ' with their content' : ''}, ${countOf(segments, 'segment')} in ${formatDuration(report.elapsedMs)}`;
  const repaired = report.repaired.map((repair) => `  repaired: ${repair}`);
  const head = report.ok ? `Sound. Checked ${scope}.` : `${formatCount(report.problems.length)} found. Checked ${scope}.`;
  return [head, ...report.problems.map((problem) => `  ${problem}`), ...repaired].join('\n');
}
