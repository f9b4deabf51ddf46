/** The link to the yard: opened once, opened again with patience when it drops. */
import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { RefusedError, type Connection, type ShellClient, type YardClient } from '../api/client.ts';
import { Fault } from '../../shared/faults.ts';
import type { AccessEnd } from '../../shared/model/access.ts';
import { say } from '../strings/say.ts';

export interface ConnectionState {
  /**
   * `connecting` before the first answer, `unreachable` when the first attempts failed, `lost`
   * after a connection has dropped, `locked` when the page was opened without its token, `refused`
   * while the server does not accept the token, `revoked` and `expired` for good when the access key
   * has come to its end.
   */
  readonly phase: 'connecting' | 'connected' | 'lost' | 'unreachable' | 'locked' | 'refused' | AccessEnd;
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

/** What became of the access key of this page, and what to do about it. */
export const endWords: Readonly<Record<AccessEnd, string>> = {
  revoked: say('stores.accessKeyRevoked'),
  expired: say('stores.accessKeyExpired'),
};
export const endHint = say('stores.askForAnotherKey');

/**
 * The calls of the yard.
 * @throws Fault Interrupted while there is no connection, NoPermission when the access key is no longer good
 */
export function yard(): YardClient {
  const { connection, phase } = connectionStore.getState();
  if (phase === 'revoked' || phase === 'expired') throw new Fault('NoPermission', endWords[phase], { hint: endHint });
  if (connection === null) {
    throw new Fault('Interrupted', say('stores.noConnection'), {
      hint: say('stores.clientReconnects'),
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
 * Keeps a connection open until `signal` aborts, or the access key comes to its end.
 * @param open opens one connection, or throws when it cannot; a RefusedError says that the token is not accepted
 * @returns the end of the access key, or null
 */
export async function keepConnected(open: () => Promise<Connection>, token: string | null, signal: AbortSignal): Promise<AccessEnd | null> {
  connectionStore.setState({ token });
  let attempt = 0;
  while (!signal.aborted) {
    const connection = await openOr(open);
    const isOpen = connection !== 'refused' && connection !== 'failed';
    if (isOpen) {
      attempt = 0;
      connectionStore.setState((state) => ({ phase: 'connected', connection, generation: state.generation + 1 }));
      const close = () => connection.close();
      signal.addEventListener('abort', close, { once: true });
      const end = await connection.closed;
      signal.removeEventListener('abort', close);
      if (end !== 'lost') {
        connectionStore.setState({ connection: null, phase: end, token: null });
        return end;
      }
    }
    if (signal.aborted) return null;
    connectionStore.setState((state) => ({
      connection: null,
      phase: connection === 'refused' ? 'refused' : state.generation === 0 ? 'unreachable' : 'lost',
    }));
    await pause(retryDelayMs(attempt), signal);
    attempt += 1;
  }
  return null;
}

/** A failed attempt is not an error to report: the phase of the store tells it, and the next attempt follows. */
async function openOr(open: () => Promise<Connection>): Promise<Connection | 'refused' | 'failed'> {
  try {
    return await open();
  } catch (error) {
    return error instanceof RefusedError ? 'refused' : 'failed';
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
