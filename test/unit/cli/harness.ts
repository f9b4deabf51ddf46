/** Runs the command line in this process, or as a process of its own, against a folder of the test's. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runCommandLine } from '../../../electron/cli/program.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** With `whenDrawn`, standard error is a terminal, and it is called with every piece that is drawn there. */
export interface InProcessOptions {
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly whenDrawn?: (text: string) => void;
}

export async function runInProcess(options: InProcessOptions, ...args: string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const code = await runCommandLine({
    args,
    stdout: { write: (text) => (out += text) },
    stderr: {
      isTTY: options.whenDrawn !== undefined,
      write: (text) => {
        err += text;
        options.whenDrawn?.(text);
      },
    },
    workingDirectory: options.folder,
    environment: { CLONEYARD_DATA: join(options.folder, 'yard') },
    version: '9.9.9',
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, out, err };
}

export interface RunningCommand {
  readonly ended: Promise<Outcome>;
  /** Resolves when that stream has shown `text`; rejects when the command ends without it. */
  shows(stream: 'out' | 'err', text: string): Promise<string>;
  interrupt(): void;
}

const root = join(import.meta.dirname, '..', '..', '..');

/** Through `scripts/cli.mjs`, which bundles the sources first when they have changed. */
export function startProcess(folder: string, ...args: string[]): RunningCommand {
  const child = spawn(process.execPath, [join(root, 'scripts', 'cli.mjs'), ...args], {
    cwd: folder,
    env: { ...process.env, CLONEYARD_DATA: join(folder, 'yard'), npm_lifecycle_event: 'test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  const waiting = new Set<() => void>();
  const hear = (stream: 'out' | 'err') => (piece: string): void => {
    said[stream] += piece;
    for (const check of waiting) check();
  };
  child.stdout.setEncoding('utf8').on('data', hear('out'));
  child.stderr.setEncoding('utf8').on('data', hear('err'));
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, ...said }));
  });
  return {
    ended,
    shows: (stream, text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (said[stream].includes(text)) resolve(said[stream]);
        };
        waiting.add(check);
        check();
        void ended.then(({ out, err }) => reject(new Error(`Ended without "${text}". stdout: ${out} stderr: ${err}`)));
      }),
    interrupt: () => child.kill('SIGINT'),
  };
}
