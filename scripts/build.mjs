/**
 * Builds dist/renderer and dist/electron. `--if-stale` builds only what is older than its
 * sources, `--node` leaves the client out, `--quiet` prints nothing but errors.
 */
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { performance } from 'node:perf_hooks';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

const parts = {
  electron: {
    sources: ['electron', 'shared', 'vite.node.config.ts', 'package.json', 'package-lock.json'],
    stamp: join(dist, '.electron-built'),
  },
  renderer: {
    sources: ['renderer', 'shared', 'assets/fonts', 'assets/public', 'vite.config.ts', 'package-lock.json'],
    stamp: join(dist, '.renderer-built'),
  },
};

/** The newest change below a path. Folders count too: a file that was removed changes only its folder. */
function newestMs(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path, { withFileTypes: true }).reduce((newest, entry) => {
    const inside = join(path, entry.name);
    return Math.max(newest, entry.isDirectory() ? newestMs(inside) : statSync(inside, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  }, stat.mtimeMs);
}

function isStale({ sources, stamp }) {
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs;
  return built === undefined || sources.some((source) => newestMs(join(root, source)) > built);
}

async function buildRenderer(vite, logLevel) {
  await vite.build({ configFile: join(root, 'vite.config.ts'), logLevel });
}

async function buildElectron(vite, logLevel) {
  const loaded = await vite.loadConfigFromFile({ command: 'build', mode: 'production' }, join(root, 'vite.node.config.ts'), root);
  if (loaded === null) throw new Error('vite.node.config.ts cannot be loaded.');
  // Chunks carry hashes; those of earlier builds would pile up.
  const folder = join(dist, 'electron');
  const before = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('chunk-')) : [];
  for (const config of loaded.config.builds) await vite.build({ ...config, configFile: false, logLevel });
  const startedMs = performance.timeOrigin;
  for (const name of before) {
    if (statSync(join(folder, name)).mtimeMs < startedMs) rmSync(join(folder, name));
  }
}

/** Two builds at once would write over each other; the second waits for the first and then finds little to do. */
async function withBuildLock(work) {
  mkdirSync(dist, { recursive: true });
  const { waitForLock } = createRequire(import.meta.url)('fs-native-extensions');
  const fd = openSync(join(dist, '.build-lock'), 'a+');
  await waitForLock(fd);
  try {
    return await work();
  } finally {
    closeSync(fd);
  }
}

/** @param {{ifStale?: boolean, node?: boolean, quiet?: boolean}} options */
export async function build(options = {}) {
  const wanted = options.node ? ['electron'] : ['electron', 'renderer'];
  const needed = () => wanted.filter((name) => !options.ifStale || isStale(parts[name]));
  if (needed().length === 0) return;
  await withBuildLock(async () => {
    const todo = needed();
    if (todo.length === 0) return;
    const vite = await import('vite');
    const logLevel = options.quiet ? 'error' : 'warn';
    for (const name of todo) {
      const startedAt = new Date();
      await (name === 'renderer' ? buildRenderer : buildElectron)(vite, logLevel);
      // The stamp carries the time before the build: what changed during it counts as newer.
      writeFileSync(parts[name].stamp, '');
      utimesSync(parts[name].stamp, startedAt, startedAt);
      if (!options.quiet) console.error(`Built dist/${name} in ${((Date.now() - startedAt.getTime()) / 1000).toFixed(1)} s`);
    }
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const flags = new Set(process.argv.slice(2));
  await build({ ifStale: flags.has('--if-stale'), node: flags.has('--node'), quiet: flags.has('--quiet') });
}
