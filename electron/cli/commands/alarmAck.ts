import type { Command } from 'commander';
import { chooseAlarms, findObject } from '../history.ts';
import { readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { countOf } from '../text.ts';

export function addAlarmAck(parent: Command, shell: Shell): void {
  parent
    .command('ack')
    .description('say that triggered alarms have been seen')
    .argument('[alarm]', 'name or id of the alarm; all of them when left out')
    .option('--object <name>', 'on this object only')
    .action(async (name: string | undefined, { object }: { object?: string }) => {
      await shell.inYard(async ({ client }) => {
        const objectId = object === undefined ? null : findObject(await readInventory(client), object).id;
        const chosen = chooseAlarms(await client.alarms.state(), name ?? null, objectId);
        const answer = await client.alarms.acknowledge({ alarms: chosen.map(({ alarmId, target }) => ({ alarmId, objectId: target.id })) });
        shell.answer(answer, () => `${countOf(answer.changed, 'alarm')} acknowledged.`);
      }, { resumesInterrupted: false });
    });
}
