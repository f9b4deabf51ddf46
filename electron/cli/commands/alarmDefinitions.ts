import type { Command } from 'commander';
import { alarmMetrics } from '../../../shared/model/alarm.ts';
import { thresholdText } from '../history.ts';
import { readInventory } from '../inventory.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';

export function addAlarmDefinitions(parent: Command, shell: Shell): void {
  parent
    .command('definitions')
    .description('list what alarms watch, and from which figures on they are yellow and red')
    .action(async () => {
      await shell.inYard(async ({ client }) => {
        const [{ definitions }, inventory] = await Promise.all([client.alarms.state(), readInventory(client)]);
        shell.answer(definitions, () =>
          formatTable(
            [
              { title: 'Id', cell: (definition) => definition.id },
              { title: 'Name', cell: (definition) => definition.name },
              { title: 'On', cell: (definition) => (definition.isEnabled ? 'yes' : 'no') },
              { title: 'Yellow from', cell: (definition) => thresholdText(definition, definition.warningAt), isNumber: true },
              { title: 'Red from', cell: (definition) => thresholdText(definition, definition.criticalAt), isNumber: true },
              { title: 'Where', cell: ({ scopeId }) => (scopeId === null ? 'everywhere' : (inventory.containers.get(scopeId)?.name ?? scopeId)) },
              { title: 'What is looked at', cell: (definition) => alarmMetrics[definition.metric].meaning },
            ],
            definitions,
          ),
        );
      }, { resumesInterrupted: false });
    });
}
