/** Tasks over several objects, and what became of each of them. */
import type { RequestId, TaskId } from '../../shared/ids.ts';
import type { TaskChild, TaskResult } from '../../shared/model/task.ts';
import { formatCount } from '../../shared/units.ts';
import type { Session } from './session.ts';
import type { Shell } from './shell.ts';
import { runTask } from './tasks.ts';

type ItemKind = Extract<TaskResult, { changed: number; unchanged: number; failed: number }>['kind'];

/** As many items as are told of in one answer. */
const pageLength = 1000;

export interface ItemWords {
  /** "Moved": what became of those that changed. */
  readonly done: string;
  readonly noun: string;
  /** Comes behind the number of those that were right already: "there already". */
  readonly already: string;
}

/**
 * Runs a task and answers `{task, changed, unchanged, failed, failures, elapsedMs}` and what `document` adds. Ends with 1 when an item failed.
 * @throws TaskFault when all of them failed
 */
export async function runItemTask(
  shell: Shell,
  session: Session,
  kind: ItemKind,
  words: ItemWords,
  document: Readonly<Record<string, unknown>>,
  start: (requestId: RequestId) => Promise<{ taskId: TaskId }>,
): Promise<void> {
  const { task, result, elapsedMs } = await runTask(shell, session, kind, start);
  const { changed, unchanged, failed } = result;
  const failures = failed === 0 ? [] : (await readItems(session, task.id)).flatMap(({ name, fault }) => (fault ? [{ name, fault: fault.code, message: fault.message }] : []));
  if (failed > 0) shell.exitCode = 1;
  shell.answer({ ...document, task: task.id, changed, unchanged, failed, failures, elapsedMs }, () => itemText(words, result, failures));
}

function itemText({ done, noun, already }: ItemWords, { changed, unchanged, failed }: { changed: number; unchanged: number; failed: number }, failures: readonly { name: string; message: string }[]): string {
  const nouns = changed === 1 ? noun : `${noun}s`;
  const sentences = [`${done.replace('{}', `${formatCount(changed)} ${nouns}`)}.`];
  if (unchanged > 0) sentences.push(`${formatCount(unchanged)} ${unchanged === 1 ? 'was' : 'were'} ${already}.`);
  if (failed > 0) sentences.push(`${formatCount(failed)} failed:`);
  return [sentences.join(' '), ...failures.map(({ name, message }) => `  ${name}: ${message}`)].join('\n');
}

async function readItems({ client }: Session, id: TaskId): Promise<TaskChild[]> {
  const found: TaskChild[] = [];
  for (;;) {
    const { total, children } = await client.tasks.children({ id, offset: found.length, limit: pageLength });
    found.push(...children);
    if (found.length >= total || children.length === 0) return found;
  }
}
