/** The commands about what happened and what is wrong: events and alarms. */
import type { Command } from 'commander';
import { addAlarmAck } from './commands/alarmAck.ts';
import { addAlarmDefinitions } from './commands/alarmDefinitions.ts';
import { addAlarmLs } from './commands/alarmLs.ts';
import { addAlarmReset } from './commands/alarmReset.ts';
import { addEventLs } from './commands/eventLs.ts';
import type { Shell } from './shell.ts';

export function addHistoryCommands(program: Command, shell: Shell): void {
  addEventLs(program.command('event').description('what happened: ls'), shell);
  const alarm = program.command('alarm').description('alarms: ls, ack, reset, definitions');
  for (const add of [addAlarmLs, addAlarmAck, addAlarmReset, addAlarmDefinitions]) add(alarm, shell);
}
