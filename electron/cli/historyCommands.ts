/** The commands about what happened, what is wrong and what was measured: events, alarms and performance. */
import type { Command } from 'commander';
import { addAlarmAck } from './commands/alarmAck.ts';
import { addAlarmDefinitions } from './commands/alarmDefinitions.ts';
import { addAlarmLs } from './commands/alarmLs.ts';
import { addAlarmReset } from './commands/alarmReset.ts';
import { addEventLs } from './commands/eventLs.ts';
import { addPerformance } from './commands/performance.ts';
import type { Shell } from './shell.ts';

export function addHistoryCommands(program: Command, shell: Shell): void {
  addEventLs(program.command('event').description('what happened: ls'), shell);
  const alarm = program.command('alarm').description('alarms: ls, ack, reset, definitions');
  for (const add of [addAlarmLs, addAlarmAck, addAlarmReset, addAlarmDefinitions]) add(alarm, shell);
  addPerformance(program, shell);
}
