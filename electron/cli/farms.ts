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
      const { task, result } = await runTask(shell, session, 'rapidClone', (requestId) => session.client.cloning.start({ spec, requestId }));
      made += result.created;
      if (result.failed > 0) {
        throw new Fault('SystemError', `${formatCount(result.failed)} machines of ${name} could not be made.`, { hint: `See: cloneyard task show ${task.id}` });
      }
    }
  }
  return made;
}
