/**
 * Bundles and runs `test/bench`, then removes everything it left behind: mounts and files,
 * also when it failed, was interrupted or took too long. `stalls` runs `test/bench/stalls.ts`
 * in place of the comparison; further arguments are handed on to it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..');
const resultFolder = join(root, 'bench-results');
const limitMs = 178_000;
const [only, ...options] = process.argv.slice(2);
const entry = only === 'stalls' ? 'stalls' : 'main';
const tmpfsMagic = 0x01021994;

/** Durable means nothing on a file system that lives in memory. */
function workParent() {
  return statfsSync(tmpdir()).type === tmpfsMagic ? resultFolder : tmpdir();
}

/** Innermost first; only Linux mounts anything here. */
function mountsUnder(folder) {
  if (process.platform !== 'linux') return [];
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((mountPoint) => mountPoint.startsWith(`${folder}/`))
    .toReversed();
}

// Beside the packages, since native modules are not bundled and are looked up from there.
const bundleFolder = join(root, 'node_modules', '.cache', 'cloneyard-bench');
await build({
  configFile: false,
  root,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true, external: ['lmdb', 'koffi', 'fs-native-extensions', 'bufferutil', 'utf-8-validate'], target: 'node' },
  build: {
    ssr: join(root, 'test', 'bench', `${entry}.ts`),
    target: 'node20',
    outDir: bundleFolder,
    emptyOutDir: true,
    minify: false,
    rolldownOptions: { output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' } },
  },
});

mkdirSync(resultFolder, { recursive: true });
const work = mkdtempSync(join(workParent(), 'cloneyard-bench-'));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const resultFile = join(resultFolder, `clones-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`);
let exitCode = 1;
try {
  // A process group of its own, so that the peers' commands end with it.
  const child = spawn(process.execPath, [join(bundleFolder, `${entry}.mjs`), work, ...(entry === 'main' ? [resultFile, version] : options)], { stdio: 'inherit', detached: true });
  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
  const timer = setTimeout(() => {
    console.error(`The bench took longer than ${limitMs / 1000} s and was stopped.`);
    stop();
  }, limitMs);
  exitCode = await new Promise((done) => child.once('close', (code) => done(code ?? 1)));
  clearTimeout(timer);
} finally {
  for (const mountPoint of mountsUnder(work)) spawnSync('umount', [mountPoint], { stdio: 'inherit' });
  rmSync(work, { recursive: true, force: true });
  rmSync(bundleFolder, { recursive: true, force: true });
}
process.exit(exitCode);
