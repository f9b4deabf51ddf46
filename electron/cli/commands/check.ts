import type { Command } from 'commander';
import type { CheckReport } from '../../../shared/model/system.ts';
import { formatCount, formatDuration } from '../../../shared/units.ts';
import type { Shell } from '../shell.ts';
import { countOf } from '../text.ts';

export function addCheck(parent: Command, shell: Shell): void {
  parent
    .command('check')
    .description('verify maps, counters, checksums and disks; exit code 1 when something is wrong')
    .action(async () => {
      await shell.inYard(async (session) => {
        const report = await session.client.system.check(undefined, { signal: shell.signal });
        if (!report.ok) shell.exitCode = 1;
        shell.answer(report, () => checkText(report));
      });
    });
}

export function checkText(report: CheckReport): string {
  const { files, mapNodes, blocks, segments, virtualMachines } = report.checked;
  const scope =
    `${countOf(virtualMachines, 'virtual machine')} and templates, ${countOf(files, 'file')}, ${countOf(mapNodes, 'map node')}, ` +
    `${countOf(blocks, 'block')}, ${countOf(segments, 'segment')} in ${formatDuration(report.elapsedMs)}`;
  if (report.ok) return `Sound. Checked ${scope}.`;
  return [`${formatCount(report.problems.length)} found. Checked ${scope}.`, ...report.problems.map((problem) => `  ${problem}`)].join('\n');
}
