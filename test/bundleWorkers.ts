/**
 * Before the first test: bundles the worker threads that code under test starts, since a thread cannot be started from
 * TypeScript on every version of Node that is supported. Vitest calls `setup` and what it returns, once per run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { moverWorkerVariable } from '../electron/offload/mover/moverWorkerFile.ts';

export async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'cloneyard-workers-'));
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: join(import.meta.dirname, '..', 'electron', 'offload', 'mover', 'esxHost.worker.ts'),
      target: 'node20',
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: '[name].mjs' } },
    },
  });
  // The processes that run the tests inherit it.
  process.env[moverWorkerVariable] = join(folder, 'esxHost.worker.mjs');
  return () => rmSync(folder, { recursive: true, force: true });
}
