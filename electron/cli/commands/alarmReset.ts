import type { Command } from 'commander';
import { chooseAlarms, findObject } from '../history.ts';
import { readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { countOf } from '../text.ts';

export function addAlarmReset(parent: Command, shell: Shell): void {
  parent
    .command('reset')
    .description('set triggered alarms green until their condition has ended and come again, or has become worse')
    .argument('<alarm>', 'name or id of the alarm')
    .option('--object <name>', 'on this object only')
    .action(async (name: string, { object }: { object?: string }) => {
      await shell.inYard(async ({ client }) => {
        const objectId = object === undefined ? null : findObject(await readInventory(client), object).id;
        const chosen = chooseAlarms(await client.alarms.state(), name, objectId);
        const answer = await client.alarms.reset({ alarms: chosen.map(({ alarmId, target }) => ({ alarmId, objectId: target.id })) });
        shell.answer(answer, () => `${countOf(answer.changed, 'alarm')} reset to green.`);
      }, { resumesInterrupted: false });
    });
}
