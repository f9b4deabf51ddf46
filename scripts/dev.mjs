/**
 * `npm run dev [-- --data DIR]`: the client from Vite with hot reload, in front of a served
 * yard that is rebuilt and restarted when its sources change.
 */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { build } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pagePort = 5173;
const yardPort = 5174;
const target = `http://127.0.0.1:${yardPort}`;
let yard = null;

/** Starts the served yard and prints the address of the page in front of it; the token is new each time. */
function startYard() {
  const script = join(root, 'scripts', 'start.mjs');
  const child = spawn(process.execPath, [script, '--port', String(yardPort), ...process.argv.slice(2)], { stdio: ['inherit', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (piece) => {
      const hash = /#token=\S+/.exec(String(piece))?.[0];
      if (hash === undefined) return;
      console.log(`Open http://127.0.0.1:${pagePort}/${hash}`);
      resolve(child);
    });
    child.once('exit', (code) => reject(new Error(`The yard stopped with code ${code}.`)));
  });
}

async function stopYard() {
  if (yard === null || yard.exitCode !== null) return;
  const gone = new Promise((resolve) => yard.once('exit', resolve));
  yard.kill('SIGTERM');
  await gone;
}

async function restartYard() {
  await stopYard();
  await build({ ifStale: true });
  yard = await startYard();
}

/** The yard only answers pages of its own origin, so the proxy speaks in its name. */
const proxy = {
  target,
  ws: true,
  changeOrigin: true,
  configure: (server) => {
    const rename = (request) => request.setHeader('origin', target);
    server.on('proxyReq', rename);
    server.on('proxyReqWs', rename);
  },
};

const vite = await createServer({
  configFile: join(root, 'vite.config.ts'),
  server: { host: '127.0.0.1', port: pagePort, strictPort: true, proxy: { '/yard': proxy, '/upload': proxy } },
});
await vite.listen();
await restartYard();

let timer;
let restarting = Promise.resolve();
const watchers = ['electron', 'shared'].map((folder) =>
  watch(join(root, folder), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      restarting = restarting.then(restartYard).catch((error) => console.error(error.message));
    }, 300);
  }),
);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
    await stopYard();
    await vite.close();
  });
}
