/** What a host's data mover did over the last hour, followed for as long as something shows it. */
import { useEffect, useState } from 'react';
import { faultOf } from '../api/faults.ts';
import type { FaultRecord } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { HostSample } from '../../shared/model/offload.ts';
import { connectionStore, useConnection } from './connection.ts';
import { followStream } from './follow.ts';
import { withSamples } from './hostUseSamples.ts';

export interface HostUse {
  /** Oldest first; null before the first answer. */
  readonly samples: readonly HostSample[] | null;
  /** When the first answer came. */
  readonly sinceMs: number | null;
  readonly fault: FaultRecord | null;
}

const nothing: HostUse = { samples: null, sinceMs: null, fault: null };

/** Of one host, or of all together (null). */
export function useHostUse(hostId: ObjectId | null): HostUse {
  const connection = useConnection((state) => state.connection);
  const [use, setUse] = useState<HostUse>(nothing);
  useEffect(() => setUse(nothing), [hostId]);
  useEffect(() => {
    if (connection === null) return undefined;
    const following = new AbortController();
    const stream = new AbortController();
    const { signal } = following;
    void followStream({
      open: (attempt) => connection.yard.offload.hostUse({ hostId }, { signal: AbortSignal.any([attempt, stream.signal]) }),
      onEvents: (events) => {
        setUse((before) => ({
          samples: events.reduce((known, event) => withSamples(known, event.samples), before.samples ?? []),
          sinceMs: before.sinceMs ?? Date.now(),
          fault: null,
        }));
        return true;
      },
      onError: (error) => {
        if (!signal.aborted) setUse((before) => ({ ...before, fault: faultOf(error) }));
      },
      signal,
    });
    return () => {
      following.abort();
      // Nothing is sent any more over a connection that has ended; its streams have ended with it.
      if (connectionStore.getState().connection === connection) stream.abort();
    };
  }, [connection, hostId]);
  return use;
}
