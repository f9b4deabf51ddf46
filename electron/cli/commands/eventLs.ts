import type { Command } from 'commander';
import { mostHistoryRows, type Kept } from '../../../shared/contract/events.ts';
import type { TaskId } from '../../../shared/ids.ts';
import type { EventSeverity, EventType, YardEvent } from '../../../shared/model/event.ts';
import { formatCount } from '../../../shared/units.ts';
import { collectEventType, collectSeverity, eventView, findObject, parseSince } from '../history.ts';
import { readInventory } from '../inventory.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { parseListLimit, parseTaskId } from '../values.ts';

interface Options {
  limit: number;
  object?: string;
  type?: EventType[];
  severity?: EventSeverity[];
  since?: number;
  task?: TaskId;
  text?: string;
}

export function addEventLs(parent: Command, shell: Shell): void {
  parent
    .command('ls')
    .description('list events, newest first')
    .option('--limit <n>', 'at most so many', parseListLimit, 50)
    .option('--object <name>', 'of one object and what is or was in it')
    .option('--type <type>', 'of a type, such as VmClonedEvent; several times for several types', collectEventType)
    .option('--severity <severity>', 'info, warning or error; several times for several', collectSeverity)
    .option('--since <time>', 'from then on: 30m, 1h, 2d, or a time', parseSince)
    .option('--task <id>', 'of one task only, such as task-7', parseTaskId)
    .option('--text <text>', 'with this text in the sentence or the name')
    .action(async (options: Options) => {
      await shell.inYard(async ({ client }) => {
        const objectId = options.object === undefined ? null : findObject(await readInventory(client), options.object).id;
        const { events, kept } = await newestEvents(client, options, objectId);
        shell.answer(events.map(eventView), () => [
          formatTable(
            [
              { title: 'Time', cell: (event) => new Date(event.atMs).toISOString() },
              { title: 'Severity', cell: (event) => event.severity },
              { title: 'Type', cell: (event) => event.type },
              { title: 'Task', cell: (event) => event.chainId ?? '-' },
              { title: 'Initiator', cell: (event) => event.initiator },
              { title: 'Event', cell: (event) => event.message },
            ],
            events,
          ),
          keptText(kept),
        ].join('\n'));
      }, { resumesInterrupted: false });
    });
}

function keptText({ count, oldestAtMs, bound }: Kept): string {
  const since = oldestAtMs === null ? '' : ` since ${new Date(oldestAtMs).toISOString()}`;
  return `${formatCount(count)} events are kept${since}; at most ${formatCount(bound.count)}, for ${bound.days} days.`;
}

/** Asks as often as it takes. */
async function newestEvents(client: Session['client'], { limit, type, severity, since, task, text }: Options, objectId: YardEvent['target']['id']): Promise<{ events: YardEvent[]; kept: Kept }> {
  const events: YardEvent[] = [];
  for (let beforeKey: number | null = null; ; ) {
    const page: Awaited<ReturnType<typeof client.events.list>> = await client.events.list({
      objectId, types: type ?? [], severities: severity ?? [], sinceMs: since ?? null, beforeMs: null, chainId: task ?? null, text: text ?? '',
      limit: Math.min(mostHistoryRows, limit - events.length), beforeKey,
    });
    events.push(...page.events);
    beforeKey = page.nextBeforeKey;
    if (beforeKey === null || events.length >= limit) return { events, kept: page.kept };
  }
}
