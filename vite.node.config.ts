/** Builds what runs in Node and in Electron's main process into `dist/electron`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UserConfig } from 'vite';

const root = import.meta.dirname;
const source = (name: string): string => join(root, 'electron', name);

/** Native modules stay packages, and so does js-fatfs, which loads its WebAssembly from beside itself; the optional helpers of ws are not used. Everything else is bundled. */
const external = ['electron', 'lmdb', 'koffi', 'fs-native-extensions', 'js-fatfs', 'bufferutil', 'utf-8-validate'];

function productVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string') return manifest.version;
  throw new Error('package.json has no version.');
}

function bundle(entries: Record<string, string>, format: 'es' | 'cjs'): UserConfig {
  const extension = format === 'es' ? 'js' : 'cjs';
  return {
    root,
    publicDir: false,
    define: { __CLONEYARD_VERSION__: JSON.stringify(productVersion()) },
    ssr: { noExternal: true, external, target: 'node' },
    build: {
      ssr: true,
      target: 'node20',
      outDir: join(root, 'dist', 'electron'),
      emptyOutDir: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: entries,
        output: {
          format,
          entryFileNames: `[name].${extension}`,
          // Beside the entries, so that `import.meta.dirname` means the same folder in all of them.
          chunkFileNames: `chunk-[name]-[hash].${extension}`,
          ...(format === 'cjs' ? { codeSplitting: false } : {}),
        },
      },
    },
  };
}

/** One build each: a CommonJS bundle is a single file, and the sandboxed preload script can load nothing beside itself. */
const builds: readonly UserConfig[] = [
  bundle(
    { serve: source('serve.ts'), cli: source('cli.ts'), 'yard.worker': source('yard.worker.ts'), 'esxHost.worker': source('offload/mover/esxHost.worker.ts') },
    'es',
  ),
  bundle({ main: source('main.ts') }, 'cjs'),
  bundle({ preload: source('preload.ts') }, 'cjs'),
];

/** Not one configuration but several; `scripts/build.mjs` runs them one after the other. */
export default { builds };
