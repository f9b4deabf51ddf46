/** Runs the built main bundle in this process with `electron` replaced by the double. */
import { createRequire } from 'node:module';
import Module from 'node:module';
import { join } from 'node:path';
import { distDirectory } from '../built.ts';
import { createElectron, type Control, type DoubleOptions } from './electron.ts';

const mainFile = join(distDirectory, 'electron', 'main.cjs');
type Loader = (request: string, ...rest: unknown[]) => unknown;

/** @param args as they would follow the application's path on the command line */
export function runMain(args: readonly string[], options: DoubleOptions): Control {
  const { electron, control } = createElectron(options);
  const requireBuilt = createRequire(mainFile);
  delete requireBuilt.cache[mainFile];
  const load: unknown = Reflect.get(Module, '_load');
  if (typeof load !== 'function') throw new Error('The module loader has no _load to hook into.');
  const original = load as Loader;
  const argv = process.argv;
  Reflect.set(Module, '_load', (request: string, ...rest: unknown[]) => (request === 'electron' ? electron : original.call(Module, request, ...rest)));
  process.argv = ['electron', mainFile, ...args];
  try {
    requireBuilt(mainFile);
  } finally {
    process.argv = argv;
    Reflect.set(Module, '_load', original);
  }
  return control;
}
