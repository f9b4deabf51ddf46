/** The browser shell: the same client, served on 127.0.0.1. */
import { join } from 'node:path';
import { Fault } from '../shared/faults.ts';
import { openHttpDoor } from './doors/httpDoor.ts';
import { acquireLease } from './doors/lease.ts';
import { clearUploads } from './doors/uploads.ts';
import { startYardHost } from './doors/yardHost.ts';
import { version } from './version.ts';

export interface ServeOptions {
  readonly dataDirectory: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly log: (line: string) => void;
}

export interface Served {
  /** The address to open, with the token in its fragment. */
  readonly url: string;
  /** Resolves with the fault when the yard dies on its own. */
  readonly crashed: Promise<Fault>;
  /** Shuts down in order, in the middle of tasks too; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens the data directory and serves it.
 * @throws Fault ResourceInUse when another process holds the directory or the port
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { dataDirectory, log } = options;
  // Bundled, this file stands beside the worker, and the client in the folder next to it.
  const here = import.meta.dirname;
  const lease = acquireLease(dataDirectory, 'browser client');
  try {
    clearUploads(dataDirectory);
    const host = await startYardHost({ dataDirectory, version, log, workerFile: join(here, 'yard.worker.js') });
    try {
      const door = await openHttpDoor({
        dataDirectory,
        port: options.port,
        staticDirectory: join(here, '..', 'renderer'),
        connect: host.connect,
        log,
      });
      lease.publish(door);
      const closeInOrder = async (): Promise<void> => {
        try {
          await door.close();
          await host.close();
        } finally {
          lease.release();
        }
      };
      let closing: Promise<void> | null = null;
      return {
        url: `${door.url}/#token=${door.token}`,
        crashed: host.crashed,
        close: () => (closing ??= closeInOrder()),
      };
    } catch (error) {
      await host.close();
      throw error;
    }
  } catch (error) {
    lease.release();
    throw error;
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Serves until a signal asks to stop, then shuts down in order; a second signal leaves at once.
 * Prints the address on stdout and everything else on stderr.
 * @returns the exit code: 0 after a shutdown in order, 1 after a fault
 */
export async function serveUntilSignal(options: Omit<ServeOptions, 'log'>): Promise<number> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  // Before anything is opened, so that a signal while starting shuts down in order as well.
  const stopped = untilSignal(() => say('Shutting down. Press Ctrl-C again to leave at once.'));
  let served: Served;
  try {
    served = await serve({ ...options, log: say });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    say(error.data.hint === undefined ? error.message : `${error.message} ${error.data.hint}`);
    return 1;
  }
  process.stdout.write(`Cloneyard is served at ${served.url}\n`);
  const fault = await Promise.race([stopped, served.crashed]);
  if (fault !== null) say(fault.message);
  await served.close();
  return fault === null ? 0 : 1;
}

/** Resolves with the first signal; the second one leaves at once. */
function untilSignal(onFirst: () => void): Promise<null> {
  return new Promise((resolve) => {
    let isStopping = false;
    const stop = () => {
      if (isStopping) process.exit(130);
      isStopping = true;
      onFirst();
      resolve(null);
    };
    for (const signal of signals) process.on(signal, stop);
  });
}
