import type { VmRow } from '../../shared/model/inventory.ts';
import { formatBytes } from '../../shared/units.ts';
import type { Session } from './session.ts';
import type { Shell } from './shell.ts';
import { runTask } from './tasks.ts';
import { countOf } from './text.ts';

/** Deletes `rows` in one task and answers `{task, deleted, freedBytes, names, elapsedMs}`. A name given twice counts once. */
export async function removeAll(shell: Shell, session: Session, rows: readonly VmRow[], noun: string): Promise<void> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const { task, result, elapsedMs } = await runTask(shell, session, 'deleteVms', (requestId) =>
    session.client.inventory.deleteVms({ ids: [...byId.keys()], requestId }),
  );
  const { deleted, freedBytes } = result;
  const names = [...byId.values()].map((row) => row.name);
  shell.answer({ task: task.id, deleted, freedBytes, names, elapsedMs }, () => `Deleted ${countOf(deleted, noun)}; ${formatBytes(freedBytes)} came free.`);
}
