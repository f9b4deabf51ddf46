/** The installer's configuration, checked against its schema and by packing around a stub of the runtime. */
import { extractFile, listPackage, statFile } from '@electron/asar';
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import { build, Platform, type Configuration } from 'electron-builder';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startYardHost } from '../../electron/doors/yardHost.ts';
import { ensureBuilt, projectRoot } from './built.ts';

const readConfig = (): Promise<Configuration> => getConfig(projectRoot, 'electron-builder.yml', null);

describe('the packing configuration', () => {
  it('fits its schema, and a slip would not', async () => {
    const config = await readConfig();
    await validateConfiguration(config, new DebugLogger(false));
    const slip = { ...config, linux: { ...config.linux, categoryy: 'System' } };
    await expect(validateConfiguration(slip, new DebugLogger(false))).rejects.toThrow(/configuration\.linux should be/);
  });

  it('packs for the three platforms and closes the runtime for a release', async () => {
    const config = await readConfig();
    expect(config).toMatchObject({
      appId: 'io.cloneyard.client',
      linux: { target: ['AppImage', 'deb'] },
      win: { target: ['nsis'] },
      mac: { target: ['dmg'] },
      electronFuses: {
        runAsNode: false,
        enableNodeOptionsEnvironmentVariable: false,
        enableNodeCliInspectArguments: false,
        enableEmbeddedAsarIntegrityValidation: true,
        onlyLoadAppFromAsar: true,
      },
    });
  });
});

describe('a packed client', () => {
  let folder: string;
  let resources: string;
  let names: string[];

  beforeAll(async () => {
    await ensureBuilt();
    folder = mkdtempSync(join(tmpdir(), 'cloneyard-pack-'));
    // The fuses are burnt into the real binary, which a stub is not.
    const { electronFuses: _fuses, ...config } = await readConfig();
    const changed = { ...config, electronDist: makeStubRuntime(join(folder, 'runtime')), directories: { ...config.directories, output: join(folder, 'out') } };
    // As a file, because an object would only be laid over the project's own configuration.
    const configFile = join(folder, 'config.json');
    writeFileSync(configFile, JSON.stringify(changed));
    await build({ projectDir: projectRoot, targets: Platform.LINUX.createTarget('dir'), publish: 'never', config: configFile });
    resources = join(folder, 'out', 'linux-unpacked', 'resources');
    names = listPackage(join(resources, 'app.asar'), { isPack: false });
  }, 180_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const isUnpacked = (name: string): boolean => {
    const entry = statFile(join(resources, 'app.asar'), name.slice(1));
    return 'unpacked' in entry && entry.unpacked === true;
  };

  it('holds what was built', () => {
    for (const name of ['/package.json', '/LICENSE', '/dist/electron/main.cjs', '/dist/electron/preload.cjs', '/dist/electron/yard.worker.js', '/dist/electron/esxHost.worker.js', '/dist/electron/cli.js', '/dist/renderer/index.html']) {
      expect(names).toContain(name);
    }
    const manifest: unknown = JSON.parse(extractFile(join(resources, 'app.asar'), 'package.json').toString());
    expect(manifest).toMatchObject({ name: 'cloneyard', main: 'dist/electron/main.cjs' });
  });

  it('holds no sources, no tests and no maps', () => {
    const ours = names.filter((name) => !name.startsWith('/node_modules'));
    expect(ours.filter((name) => !/^\/(?:dist(?:\/electron|\/renderer)?(?:\/|$)|(?:package\.json|LICENSE)$)/.test(name))).toEqual([]);
    expect(names.filter((name) => /\.(?:ts|tsx|map|cc|cpp|h)$|\/tests?\//.test(name))).toEqual([]);
  });

  it('holds of the packages only those with native code and what they need', () => {
    const packages = new Set(names.flatMap((name) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(name)?.[1] ?? []));
    for (const name of ['lmdb', 'koffi', 'fs-native-extensions', 'js-fatfs', 'msgpackr', 'require-addon']) expect(packages).toContain(name);
    for (const name of ['react', 'zod', 'vite', '@orpc/server', 'electron', 'ws']) expect(packages).not.toContain(name);
  });

  it('keeps native code and the workers outside the archive', () => {
    const native = names.filter((name) => name.endsWith('.node'));
    for (const part of ['/@lmdb/', '/@koromix/', '/fs-native-extensions/', '/@msgpackr-extract/']) {
      expect(native.some((name) => name.includes(part))).toBe(true);
    }
    expect(native.filter((name) => !isUnpacked(name))).toEqual([]);
    expect(isUnpacked('/dist/electron/yard.worker.js')).toBe(true);
    expect(isUnpacked('/dist/electron/esxHost.worker.js')).toBe(true);
    expect(isUnpacked('/dist/electron/main.cjs')).toBe(false);
  });

  it('opens a yard and loads its native code from there', async () => {
    const unpacked = join(resources, 'app.asar.unpacked');
    const loadPacked = createRequire(join(unpacked, 'dist', 'electron', 'main.cjs'));
    expect(typeof loadPacked('koffi')).toBe('object');
    const host = await startYardHost({
      dataDirectory: join(folder, 'yard'),
      version: '0.0.0',
      workerFile: join(unpacked, 'dist', 'electron', 'yard.worker.js'),
      log: () => undefined,
    });
    await host.close();
  });
});

/** What the packer looks for in a runtime, with nothing in it. */
function makeStubRuntime(directory: string): string {
  for (const name of ['resources', 'locales']) mkdirSync(join(directory, name), { recursive: true });
  for (const name of ['electron', 'version', 'LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'chrome_crashpad_handler']) {
    writeFileSync(join(directory, name), '', { mode: 0o755 });
  }
  return directory;
}
