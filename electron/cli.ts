#!/usr/bin/env node
/** The command-line shell: `cloneyard <command>`, or `npm run -s cli -- <command>` in a checkout. */
import { runCommandLine } from './cli/program.ts';
import { version } from './version.ts';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The second time nobody wants to wait any more. The data directory is crash-safe.
    if (interruption.signal.aborted) process.exit(1);
    interruption.abort();
  });
}

// A reader that has seen enough (`cloneyard vm ls | head`) closes the pipe; that is not a fault.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const exitCode = await runCommandLine({
  args: process.argv.slice(2),
  stdout: process.stdout,
  stderr: process.stderr,
  // npm runs scripts in the package's folder and tells where it was called.
  workingDirectory: (process.env['npm_lifecycle_event'] === 'cli' ? process.env['INIT_CWD'] : undefined) ?? process.cwd(),
  environment: process.env,
  version,
  signal: interruption.signal,
});

// Pipes are written asynchronously: leaving before they are drained would cut the answer short.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))));
process.exit(exitCode);
