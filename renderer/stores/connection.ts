/** The link to the yard: opened once, opened again with patience when it drops. */
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { Connection, ShellClient, YardClient } from '../api/client.ts';
import { Fault } from '../../shared/faults.ts';

export interface ConnectionState {
  /**
   * `connecting` before the first answer, `unreachable` when the first attempts failed, `lost`
   * after a connection has dropped, `locked` when the page was opened without its token.
   */
  readonly phase: 'connecting' | 'connected' | 'lost' | 'unreachable' | 'locked';
  readonly connection: Connection | null;
  /** Grows with every connection, so that what depends on one can start over. */
  readonly generation: number;
  /** The token of this tab, which uploads need; null in the desktop shell. */
  readonly token: string | null;
}

export const connectionStore = createStore<ConnectionState>()(() => ({
  phase: 'connecting',
  connection: null,
  generation: 0,
  token: null,
}));

export function useConnection<Part>(select: (state: ConnectionState) => Part): Part {
  return useStore(connectionStore, select);
}

/**
 * The calls of the yard.
 * @throws Fault Interrupted while there is no connection
 */
export function yard(): YardClient {
  const { connection } = connectionStore.getState();
  if (connection === null) {
    throw new Fault('Interrupted', 'There is no connection to the yard at the moment.', {
      hint: 'The client reconnects by itself. Try again when the connection is back.',
    });
  }
  return connection.yard;
}

/** The calls of the desktop shell, or null in a browser. */
export function shell(): ShellClient | null {
  return connectionStore.getState().connection?.shell ?? null;
}

const firstDelayMs = 250;
const longestDelayMs = 8000;

/** How long to wait before attempt number `attempt` (from 0): doubling, up to eight seconds. */
export function retryDelayMs(attempt: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** attempt);
}

let wakeUp: (() => void) | null = null;

/** Ends the present wait between two attempts. */
export function retryNow(): void {
  wakeUp?.();
}

/**
 * Keeps a connection open until `signal` aborts.
 * @param open opens one connection, or throws when it cannot
 */
export async function keepConnected(open: () => Promise<Connection>, token: string | null, signal: AbortSignal): Promise<void> {
  connectionStore.setState({ token });
  let attempt = 0;
  while (!signal.aborted) {
    const connection = await openOrNull(open);
    if (connection !== null) {
      attempt = 0;
      connectionStore.setState((state) => ({ phase: 'connected', connection, generation: state.generation + 1 }));
      const close = () => connection.close();
      signal.addEventListener('abort', close, { once: true });
      await connection.closed;
      signal.removeEventListener('abort', close);
    }
    if (signal.aborted) return;
    connectionStore.setState((state) => ({
      connection: null,
      phase: state.generation === 0 ? 'unreachable' : 'lost',
    }));
    await pause(retryDelayMs(attempt), signal);
    attempt += 1;
  }
}

/** A failed attempt is not an error to report: the phase of the store tells it, and the next attempt follows. */
async function openOrNull(open: () => Promise<Connection>): Promise<Connection | null> {
  try {
    return await open();
  } catch {
    return null;
  }
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      wakeUp = null;
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal.addEventListener('abort', done, { once: true });
    wakeUp = done;
  });
}
