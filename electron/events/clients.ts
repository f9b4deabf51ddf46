/** Records when clients come and go. */
import { Fault } from '../../shared/faults.ts';
import type { EventType } from '../../shared/model/event.ts';
import type { Meta, MetaTx } from '../meta/meta.ts';
import { asCaller } from './caller.ts';
import type { EventLog } from './eventLog.ts';

/** The clients of the local user are told by what they are. */
const clientName = 'client';
/** The text of events about clients that came with an access key, whose name they have. */
const withKey = 'key';

export interface ClientNoting {
  readonly meta: Meta;
  readonly log: EventLog;
  readonly say: (text: string) => void;
  /** Name of the access key that it came with; null for a client of the local user. */
  readonly keyName: string | null;
  /** Does more in the transactions in which it comes and goes. */
  readonly also?: (tx: MetaTx) => void;
}

/** A client has connected. @returns to be called when it has gone */
export function noteClient({ meta, log, say, keyName, also }: ClientNoting): () => void {
  const draft = keyName === null ? { name: clientName } : { name: keyName, text: withKey };
  const note = (type: EventType): void => {
    const write = (): void => meta.transaction((tx) => {
      log.add(tx, { type, id: null, ...draft });
      also?.(tx);
    });
    try {
      if (keyName === null) write();
      else asCaller(keyName, write);
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
