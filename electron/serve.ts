/** The browser shell: the same client, served on 127.0.0.1. */
import { join } from 'node:path';
import { Fault } from '../shared/faults.ts';
import { holdYard } from './doors/heldYard.ts';
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
  // Bundled, this file stands beside the worker, and the client in the folder next to it.
  const here = import.meta.dirname;
  const yard = await holdYard({
    ...options,
    what: 'browser client',
    version,
    workerFile: join(here, 'yard.worker.js'),
    staticDirectory: join(here, '..', 'renderer'),
  });
  return { url: `${yard.url}/#token=${yard.token}`, crashed: yard.crashed, close: yard.close };
}

/** Where the yard is kept; handed on for the script that starts this bundle. */
export { dataDirectory } from './doors/dataDirectory.ts';

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
