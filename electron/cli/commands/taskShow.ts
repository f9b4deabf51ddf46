import type { Command } from 'commander';
import type { TaskId } from '../../../shared/ids.ts';
import type { Task } from '../../../shared/model/task.ts';
import type { FaultRecord } from '../../../shared/faults.ts';
import { mechanismWords } from '../../../shared/offloadWords.ts';
import { formatCount, formatDuration } from '../../../shared/units.ts';
import { comparisonTable } from '../comparisonTable.ts';
import { faultText } from '../faults.ts';
import type { Shell } from '../shell.ts';
import type { YardClient } from '../session.ts';
import { formatFields, formatTable } from '../table.ts';
import { exactBytes, taskStatus } from '../text.ts';
import { parseTaskId } from '../values.ts';
import { taskView } from '../views.ts';

/** Failures that one answer lists at most. */
const shownFailures = 20;
const pageLength = 500;

export function addTaskShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show one task')
    .argument('<id>', 'task, such as task-7', parseTaskId)
    .action(async (id: TaskId) => {
      await shell.inYard(async (session) => {
        const task = await session.client.tasks.get({ id });
        const failures = await failuresOf(session.client, task);
        shell.answer({ ...taskView(task), ...(failures.length > 0 && { failures }) }, () => [taskText(task), ...failuresTexts(task, failures)].join('\n\n'));
      }, { resumesInterrupted: false });
    });
}

/** The first items that have failed, each with its fault. */
async function failuresOf(client: YardClient, { id, children }: Task): Promise<{ name: string; fault: FaultRecord }[]> {
  const found: { name: string; fault: FaultRecord }[] = [];
  const wanted = Math.min(children?.failed ?? 0, shownFailures);
  for (let offset = 0; found.length < wanted && offset < (children?.total ?? 0); offset += pageLength) {
    const page = await client.tasks.children({ id, offset, limit: pageLength });
    for (const { name, state, fault } of page.children) if (state === 'error' && fault && found.length < wanted) found.push({ name, fault });
  }
  return found;
}

function failuresTexts({ children }: Task, failures: readonly { name: string; fault: FaultRecord }[]): string[] {
  if (failures.length === 0) return [];
  const more = (children?.failed ?? 0) - failures.length;
  const table = formatTable(
    [
      { title: 'Failed', cell: (item) => item.name },
      { title: 'Because', cell: (item) => [item.fault.message, item.fault.hint].filter(Boolean).join(' ') },
    ],
    failures,
  );
  return [more > 0 ? `${table}\n${formatCount(more)} more have failed.` : table];
}

export function taskText(task: Task): string {
  const view = taskView(task);
  const fields: [string, string][] = [
    ['Task', view.id],
    ['Name', view.name],
    ['Target', view.target],
    ['Status', taskStatus(task)],
    ['Detail', view.detail || '-'],
    ['Initiator', view.initiator],
    ['Queued', view.queuedAt ?? '-'],
    ['Started', view.startedAt ?? '-'],
    ['Completed', view.completedAt ?? '-'],
  ];
  if (task.resumeCount > 0) fields.push(['Taken up again', `${task.resumeCount}`]);
  if (task.children) fields.push(['Items', `${task.children.succeeded} done, ${task.children.failed} failed, ${task.children.total} in all`]);
  if (task.result && task.result.kind !== 'compareOffload') {
    const { kind: _kind, ...figures } = task.result.kind === 'migrateVms' ? { ...task.result, mechanisms: task.result.mechanisms.map(({ mechanism, count }) => `${formatCount(count)} by ${mechanismWords[mechanism]}`) } : task.result;
    for (const [name, value] of Object.entries(figures)) fields.push(spellFigure(name, value));
  }
  const parts = [formatFields(fields)];
  if (task.result?.kind === 'compareOffload') parts.push(comparisonTable(task.result.comparison));
  if (task.fault) parts.push(faultText(task.fault));
  return parts.join('\n\n');
}

/** `bytesRead: 4096` as `Bytes read  4 KiB`: the unit is in the name. */
function spellFigure(name: string, value: unknown): [label: string, value: string] {
  const words = name.replace(/Ms$/, '').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const label = words.charAt(0).toUpperCase() + words.slice(1);
  if (typeof value !== 'number') return [label, Array.isArray(value) ? value.join(', ') : String(value ?? '-')];
  if (name.endsWith('Ms')) return [label, formatDuration(value)];
  return [label, /bytes|offset/i.test(name) ? exactBytes(value) : formatCount(value)];
}
