/** Finds the bundled thread that plays the ESX hosts. */
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Fault } from '../../../shared/faults.ts';

/** Where tests that run from the sources have put the bundled thread. */
export const moverWorkerVariable = 'CLONEYARD_ESX_HOST_WORKER';

/**
 * The builds put it beside the bundle that this module is part of, with the same extension. A thread cannot be started
 * from TypeScript sources on every version of Node that is supported, so what runs from them has to name a bundle.
 * @throws Fault NotSupported when there is none; copying in the yard's own thread would be no host path
 */
export function moverWorkerFile(): string {
  const beside = join(import.meta.dirname, `esxHost.worker${extname(import.meta.filename)}`);
  if (!beside.endsWith('.ts') && existsSync(beside)) return beside;
  const named = process.env[moverWorkerVariable];
  if (named !== undefined && named !== '') return named;
  throw new Fault('NotSupported', 'This build lacks the worker that copies as an ESX host does.', { hint: 'Build or install Cloneyard again.' });
}
