/** Following the counters of a running client until Ctrl-C. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { DatastoreAcceleration } from '../../shared/model/offload.ts';
import type { Session } from './session.ts';
import type { Shell } from './shell.ts';

/**
 * Tells the datastores at once and then every `intervalMs`, with the rates of the last seconds. Ctrl-C is how it ends.
 * @throws Fault InvalidState where no client has the yard open: nothing happens there that could be followed
 */
export async function followDatastores(shell: Shell, session: Session, intervalMs: number, tell: (rows: readonly DatastoreAcceleration[]) => void): Promise<void> {
  if (!session.isShared) {
    throw new Fault('InvalidState', 'Nothing is running: no client has this data directory open, so there is nothing to follow.', {
      hint: 'Start one with: cloneyard serve, or leave --watch out to see the counters as they are',
    });
  }
  const rows = new Map<ObjectId, DatastoreAcceleration>();
  let ticker: NodeJS.Timeout | undefined;
  const begin = (): void => {
    if (ticker) return;
    tell([...rows.values()]);
    ticker = setInterval(() => tell([...rows.values()]), intervalMs);
  };
  try {
    while (await readEvents(shell, session, rows, begin)) {
      // Something was missed: everything is told anew.
    }
    if (!shell.signal.aborted) throw new Fault('Interrupted', 'The running client stopped telling what happens.');
  } catch (error) {
    if (!shell.signal.aborted) throw error;
  } finally {
    clearInterval(ticker);
  }
}

/** Returns false when the stream ends, true when something was missed and it has to be begun again. */
async function readEvents(shell: Shell, session: Session, rows: Map<ObjectId, DatastoreAcceleration>, whenKnown: () => void): Promise<boolean> {
  let lastRevision: number | null = null;
  for await (const event of await session.client.offload.watch(undefined, { signal: shell.signal })) {
    if (event.type === 'snapshot') rows.clear();
    else if (event.previousRevision !== lastRevision) return true;
    else for (const id of event.removedIds) rows.delete(id);
    for (const row of event.datastores) rows.set(row.datastoreId, row);
    lastRevision = event.revision;
    whenKnown();
  }
  return false;
}
