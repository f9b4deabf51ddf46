import type { VmRow } from '../../shared/model/inventory.ts';
import { formatBytes } from '../../shared/units.ts';
import { datastoresOf, readInventory } from './inventory.ts';
import type { Session } from './session.ts';
import type { Shell } from './shell.ts';
import { runTask } from './tasks.ts';
import { countOf } from './text.ts';

/** Deletes `rows` in one task and answers `{task, deleted, freedBytes, names, elapsedMs}`. A name given twice counts once. */
export async function removeAll(shell: Shell, session: Session, rows: readonly VmRow[], noun: string): Promise<void> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const beforeBytes = await physicalBytes(session);
  const { task, result, elapsedMs } = await runTask(shell, session, 'deleteVms', (requestId) =>
    session.client.inventory.deleteVms({ ids: [...byId.keys()], requestId }),
  );
  // What the datastores hold less than before. The local disk may follow later, segment by segment.
  const freedBytes = Math.max(0, beforeBytes - (await physicalBytes(session)));
  const names = [...byId.values()].map((row) => row.name);
  shell.answer({ task: task.id, deleted: result.deleted, freedBytes, names, elapsedMs }, () => {
    return `Deleted ${countOf(result.deleted, noun)}; ${formatBytes(freedBytes)} came free.`;
  });
}

async function physicalBytes(session: Session): Promise<number> {
  return datastoresOf(await readInventory(session.client)).reduce((sum, datastore) => sum + datastore.space.physicalBytes, 0);
}
