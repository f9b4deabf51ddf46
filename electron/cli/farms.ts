/** Fills the further clusters of a sample yard by rapid clones, as anybody would. */
import { cloneCountLimit, type CloneSpec } from '../../shared/model/clonePlan.ts';
import type { TaskResult } from '../../shared/model/task.ts';
import { Fault } from '../../shared/faults.ts';
import { formatCount } from '../../shared/units.ts';
import type { Session } from './session.ts';
import type { Shell } from './shell.ts';
import { runTask } from './tasks.ts';

type Farms = NonNullable<Extract<TaskResult, { kind: 'initializeYard' }>['farms']>;

/** @returns how many machines were made */
export async function fillFarms(shell: Shell, session: Session, farms: Farms): Promise<number> {
  let made = 0;
  for (const [index, { clusterId, folderId, sourceId, name, count }] of farms.entries()) {
    for (let startNumber = 1; startNumber <= count; startNumber += cloneCountLimit) {
      const spec: CloneSpec = {
        sourceId, count: Math.min(cloneCountLimit, count - startNumber + 1), pattern: `${name}-{n:05}`, startNumber,
        datastoreId: null, computeId: clusterId, folderId, powerOn: index % 2 === 0,
      };
      const { task, result } = await runTask(shell, session, 'rapidClone', (requestId) => session.client.cloning.start({ spec, requestId })).catch((error: unknown) => {
        shell.terminal.note(leftWords(made, farms));
        throw error;
      });
      made += result.created;
      if (result.failed > 0) {
        throw new Fault('SystemError', `${formatCount(result.failed)} machines of ${name} could not be made.`, { hint: `See: cloneyard task show ${task.id}` });
      }
    }
  }
  return made;
}

/** The yard is set up by then, so the same command would be refused. */
function leftWords(made: number, farms: Farms): string {
  const wanted = farms.reduce((sum, { count }) => sum + count, 0);
  return (
    `The yard is set up with at least ${formatCount(made)} of ${formatCount(wanted)} further machines. For all of them delete the data directory ` +
    'and begin again, or clone what is missing: cloneyard rapid-clone --help'
  );
}
