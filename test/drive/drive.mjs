/** Runs memoryYard.ts without a build: Vite reads the sources as they are. */
import { join } from 'node:path';
import { runnerImport } from 'vite';

const root = join(import.meta.dirname, '..', '..');
const [dataDirectory, staticDirectory = join(root, 'dist', 'renderer'), port = '0'] = process.argv.slice(2);
if (dataDirectory === undefined) throw new Error('Name a new folder for the yard.');
// The array on disk is not used here, and may be in the middle of a change.
const withoutArray = { name: 'without-array', enforce: 'pre', load: (id) => (id.endsWith('/electron/array/array.ts') ? 'export const openArray = undefined;' : null) };
const { module } = await runnerImport(join(root, 'test', 'drive', 'memoryYard.ts'), { configFile: false, root, logLevel: 'warn', plugins: [withoutArray], ssr: { external: true } });
const yard = await module.openMemoryYard(dataDirectory, staticDirectory, Number(port), (line) => process.stderr.write(`${line}\n`));
process.stdout.write(`Cloneyard is served at ${yard.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void yard.close().then(() => process.exit(0)));
