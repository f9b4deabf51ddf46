/** Records when clients come and go. */
import { Fault } from '../../shared/faults.ts';
import type { EventType } from '../../shared/model/event.ts';
import type { Meta } from '../meta/meta.ts';
import type { EventLog } from './eventLog.ts';

/** As the yard has one user, a client is told by what it is. */
const clientName = 'client';

/** A client has connected. @returns to be called when it has gone */
export function noteClient(meta: Meta, log: EventLog, say: (text: string) => void): () => void {
  const note = (type: EventType): void => {
    try {
      meta.transaction((tx) => log.add(tx, { type, id: null, name: clientName }));
    } catch (error) {
      // A client that leaves because the yard is being closed finds nobody who could write that down.
      if (error instanceof Fault && error.code === 'InvalidState') return;
      say(`That a client came or went could not be recorded: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  note('UserLoginSessionEvent');
  let hasLeft = false;
  return () => {
    if (hasLeft) return;
    hasLeft = true;
    note('UserLogoutSessionEvent');
  };
}
