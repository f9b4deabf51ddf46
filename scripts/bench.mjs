/**
 * Bundles and runs `test/bench`, then removes everything it left behind: mounts and files,
 * also when it failed, was interrupted or took too long. Without arguments the clones with
 * their inventory, then all groups of the array; `inventory`, `array`, `stalls` and `client` run
 * one part, anything else are groups of the array. Further arguments are handed on.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..');
const resultFolder = join(root, 'bench-results');
const [only, ...further] = process.argv.slice(2);
const limitsMs = { main: 178_000, array: 900_000, stalls: 600_000, client: 900_000 };
const named = { inventory: 'main', array: 'array', stalls: 'stalls', client: 'client' };
const entries = only === undefined ? ['main', 'array'] : [named[only] ?? 'array'];
const options = only === undefined || only in named ? further : [only, ...further];
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

mkdirSync(resultFolder, { recursive: true });
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
let exitCode = 0;
for (const entry of entries) exitCode = (await bundleAndRun(entry)) || exitCode;
process.exit(exitCode);

async function bundleAndRun(entry) {
  // Beside the packages, since native modules are not bundled and are looked up from there.
  const bundleFolder = join(root, 'node_modules', '.cache', `cloneyard-bench-${process.pid}`);
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: ['lmdb', 'koffi', 'fs-native-extensions', 'bufferutil', 'utf-8-validate', '@node-rs/xxhash', '@playwright/test'], target: 'node' },
    build: {
      ssr: true,
      target: 'node20',
      outDir: bundleFolder,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        // The thread that copies as an ESX host does lies beside the code that starts it.
        input: { [entry]: join(root, 'test', 'bench', `${entry}.ts`), 'esxHost.worker': join(root, 'electron', 'offload', 'mover', 'esxHost.worker.ts') },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  const work = mkdtempSync(join(workParent(), 'cloneyard-bench-'));
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const results = { main: [join(resultFolder, `clones-${stamp}.json`), version], array: [join(resultFolder, `array-${stamp}.json`), version], stalls: [], client: [join(resultFolder, `client-${stamp}.json`), version] };
  try {
    // A process group of its own, so that the peers' commands end with it.
    const child = spawn(process.execPath, [join(bundleFolder, `${entry}.mjs`), work, ...results[entry], ...options], { stdio: 'inherit', detached: true });
    const stop = () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
    const timer = setTimeout(() => {
      console.error(`The bench took longer than ${limitsMs[entry] / 1000} s and was stopped.`);
      stop();
    }, limitsMs[entry]);
    const code = await new Promise((done) => child.once('close', (ended) => done(ended ?? 1)));
    clearTimeout(timer);
    return code;
  } finally {
    for (const mountPoint of mountsUnder(work)) spawnSync('umount', [mountPoint], { stdio: 'inherit' });
    rmSync(work, { recursive: true, force: true });
    rmSync(bundleFolder, { recursive: true, force: true });
  }
}
