import type { Command } from 'commander';
import { alarmView } from '../history.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';

export function addAlarmLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list the alarms that are triggered: red ahead of yellow, then newest first')
    .action(async () => {
      await shell.inYard(async ({ client }) => {
        const { triggered } = await client.alarms.state();
        shell.answer(triggered.map(alarmView), () =>
          triggered.length === 0
            ? 'No alarm is triggered.'
            : formatTable(
                [
                  { title: 'Level', cell: (alarm) => alarm.level },
                  { title: 'Alarm', cell: (alarm) => alarm.alarmName },
                  { title: 'Object', cell: (alarm) => alarm.target.name },
                  { title: 'Since', cell: (alarm) => new Date(alarm.sinceMs).toISOString() },
                  { title: 'Found', cell: (alarm) => alarm.text },
                  { title: 'Acknowledged', cell: ({ acknowledged }) => (acknowledged ? `${acknowledged.by}, ${new Date(acknowledged.atMs).toISOString()}` : '-') },
                ],
                triggered,
              ),
        );
      }, { resumesInterrupted: false });
    });
}
