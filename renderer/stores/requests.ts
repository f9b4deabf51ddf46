/** Hooks around single calls: loading and refreshing facts, and starting work without starting it twice. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { newRequestId } from '../api/environment.ts';
import { faultOf } from '../api/faults.ts';
import type { FaultRecord } from '../../shared/faults.ts';
import type { RequestId } from '../../shared/ids.ts';

export interface Loaded<Value> {
  /** The last answer; it stays while a newer one is awaited. */
  readonly value: Value | null;
  readonly fault: FaultRecord | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/**
 * Runs `load` when `key` changes, `delayMs` after its last change, and forgets answers that come
 * too late. A null key loads nothing.
 */
export function useLoaded<Value>(key: string | null, load: (signal: AbortSignal) => Promise<Value>, delayMs = 0): Loaded<Value> {
  const [state, setState] = useState<{ key: string | null; value: Value | null; fault: FaultRecord | null; isLoading: boolean }>({
    key: null, value: null, fault: null, isLoading: key !== null,
  });
  const [round, setRound] = useState(0);
  const loadRef = useRef(load);
  useEffect(() => {
    loadRef.current = load;
  });
  useEffect(() => {
    if (key === null) {
      setState({ key: null, value: null, fault: null, isLoading: false });
      return undefined;
    }
    const controller = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    const timer = setTimeout(() => {
      // Without a connection even asking throws; that too is an answer to show.
      Promise.resolve().then(() => loadRef.current(controller.signal)).then(
        (value) => {
          if (!controller.signal.aborted) setState({ key, value, fault: null, isLoading: false });
        },
        (error: unknown) => {
          if (!controller.signal.aborted) setState((before) => ({ ...before, key, fault: faultOf(error), isLoading: false }));
        },
      );
    }, delayMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key, round, delayMs]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  // Between a change of the key and the effect that follows it, the old answer must not pass for the new one's.
  return { value: state.value, fault: state.fault, isLoading: state.isLoading || state.key !== key, reload };
}

export interface Starter {
  /** Null when it could not be started; the reason is then in `fault`. */
  readonly start: <Answer>(run: (requestId: RequestId) => Promise<Answer>) => Promise<Answer | null>;
  readonly isBusy: boolean;
  readonly fault: FaultRecord | null;
  readonly clearFault: () => void;
}

/**
 * Starts long-running work. A start whose answer was lost with the connection is repeated under
 * the same request id, so that trying again cannot begin the work a second time.
 */
export function useStarter(): Starter {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<FaultRecord | null>(null);
  const requestId = useRef<RequestId | null>(null);
  const start = useCallback(async <Answer,>(run: (id: RequestId) => Promise<Answer>): Promise<Answer | null> => {
    requestId.current ??= newRequestId();
    setBusy(true);
    setFault(null);
    try {
      const answer = await run(requestId.current);
      requestId.current = null;
      return answer;
    } catch (error) {
      const record = faultOf(error);
      if (record.code !== 'Interrupted') requestId.current = null;
      setFault(record);
      return null;
    } finally {
      setBusy(false);
    }
  }, []);
  const clearFault = useCallback(() => setFault(null), []);
  return { start, isBusy, fault, clearFault };
}
