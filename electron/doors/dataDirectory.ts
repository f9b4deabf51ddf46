/** Where a yard is kept when nobody says otherwise. */
import envPaths from 'env-paths';
import { resolve } from 'node:path';

/**
 * The data directory as an absolute path: `--data` first, then `CLONEYARD_DATA`, then the
 * platform's place for application data (`~/.local/share/cloneyard` on Linux).
 * @param chosen the value of `--data`, relative to the working directory
 */
export function dataDirectory(chosen: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  const path = nonEmpty(chosen) ?? nonEmpty(environment['CLONEYARD_DATA']);
  if (path !== undefined) return resolve(path);
  const name = process.platform === 'darwin' || process.platform === 'win32' ? 'Cloneyard' : 'cloneyard';
  return envPaths(name, { suffix: '' }).data;
}

/** An empty variable counts as not set, as shells make them by `VAR= command`. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
