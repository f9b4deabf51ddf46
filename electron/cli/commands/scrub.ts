import type { Command } from 'commander';
import type { DamagedBlock } from '../../../shared/model/storage.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';
import type { Shell } from '../shell.ts';
import { countOf } from '../text.ts';
import { runOrLeave, waitOption } from '../waiting.ts';

export function addScrub(parent: Command, shell: Shell): void {
  parent
    .command('scrub')
    .description('read every block in use and mend damaged ones from an intact twin; exit code 1 when damage is left')
    .option(...waitOption)
    .action(async (options: { wait?: true }) => {
      await shell.inYard(async (session) => {
        const { storage } = session.client;
        const start = (requestId: Parameters<typeof storage.scrub>[0]['requestId']) => storage.scrub({ requestId });
        await runOrLeave(shell, session, { kind: 'scrub', isWaiting: options.wait === true, start }, ({ task, result, elapsedMs }) => {
          const { scannedBytes, damagedCount, repairedCount, damaged, mended, unmended } = result;
          const ok = damagedCount === repairedCount && unmended.length === 0;
          if (!ok) shell.exitCode = 1;
          shell.answer({ task: task.id, ok, scannedBytes, damagedCount, repairedCount, damaged, mended, unmended, elapsedMs }, () => {
            const scope = `${formatBytes(scannedBytes)} read in ${formatDuration(elapsedMs)}`;
            const records = [...unmended, ...mended].map((sentence) => `  ${sentence}`);
            if (damagedCount === 0) return [`${ok ? 'Sound' : 'Every block matches its checksum, but records of the array are damaged'}. ${scope}.`, ...records].join('\n');
            const more = damagedCount - damaged.length;
            return [
              `${countOf(damagedCount, 'damaged block')}, ${formatCount(repairedCount)} of them repaired; ${scope}.`,
              ...damaged.flatMap(damageLines),
              ...(more > 0 ? [`and ${countOf(more, 'block')} more`] : []),
              ...records,
            ].join('\n');
          });
        });
      });
    });
}

function damageLines({ isRepaired, holders, holderCount }: DamagedBlock): string[] {
  const more = holderCount - holders.length;
  return [
    `  ${isRepaired ? 'repaired' : 'damaged'}:`,
    ...holders.map(({ vmName, disk, fileId, offsetBytes, volumeName, snapshotName }) => {
      const what = vmName === null ? `file ${fileId}` : `${vmName}, ${disk ?? `file ${fileId}`}`;
      const where = snapshotName === null ? (volumeName ?? 'no volume') : `${volumeName ?? 'no volume'}@${snapshotName}`;
      return `    ${what}, at byte ${formatCount(offsetBytes)} (${where})`;
    }),
    ...(more > 0 ? [`    and ${countOf(more, 'place')} more`] : []),
  ];
}
