/** The built bundles, made when they are older than their sources. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const projectRoot = join(import.meta.dirname, '..', '..');
export const distDirectory = join(projectRoot, 'dist');

/** Several test files may ask at once; the build script lets only one work. */
export async function ensureBuilt(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(projectRoot, 'scripts', 'build.mjs'), '--if-stale', '--quiet'], { cwd: projectRoot });
}
