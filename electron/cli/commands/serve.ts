import type { Command } from 'commander';
import { Fault } from '../../../shared/faults.ts';
import { serve } from '../../serve.ts';
import type { Shell } from '../shell.ts';
import { parsePort } from '../values.ts';

export function addServe(parent: Command, shell: Shell): void {
  parent
    .command('serve')
    .description('serve the client to a browser on 127.0.0.1 until Ctrl-C')
    .option('--port <n>', 'port to listen on; 0 for any free one', parsePort, 0)
    .action(async (options: { port: number }) => {
      const directory = shell.dataDirectory;
      shell.signal.throwIfAborted();
      const served = await serve({ dataDirectory: directory, port: options.port, log: (line) => shell.terminal.note(line) });
      try {
        // The one answer comes at the start: what follows is only waiting.
        shell.answer({ url: served.url, dataDirectory: directory, processId: process.pid }, () => `Cloneyard is served at ${served.url}`);
        const fault = await Promise.race([interruptionOf(shell.signal), served.crashed]);
        if (fault instanceof Fault) throw fault;
        shell.terminal.note('Shutting down. Press Ctrl-C again to leave at once.');
      } finally {
        await served.close();
      }
    });
}

/** Ctrl-C is how serving is meant to end, so it is no fault here. */
async function interruptionOf(signal: AbortSignal): Promise<null> {
  if (signal.aborted) return null;
  return await new Promise((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
}
