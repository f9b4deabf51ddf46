/** Who may import whom. A room is a folder, or one of the few files that stand at the top of `electron` or `renderer`. */
import type { SourceFile } from './source.ts';

const services = ['access', 'inventory', 'cloning', 'customization', 'events', 'hosting', 'images', 'lab', 'tasks', 'machines', 'storage', 'acceleration', 'performance', 'recovery', 'pools', 'reports'].map((name) => `electron/${name}`);
const arrayPorts = new Set(['electron/array/port.ts', 'electron/array/portTypes.ts']);
const yardRooms = ['electron/api', ...services, 'electron/offload', 'electron/array', 'electron/formats', 'electron/nbd', 'electron/meta', 'electron/disk'];

/** Room → the rooms and single files it may import from, besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  'electron/main.ts': ['shared', 'electron/yard.ts', 'electron/doors', 'electron/window', 'electron/version.ts'],
  'electron/preload.ts': ['shared'],
  'electron/serve.ts': ['shared', 'electron/yard.ts', 'electron/doors', 'electron/version.ts'],
  'electron/cli.ts': ['shared', 'electron/cli', 'electron/yard.ts', 'electron/doors', 'electron/serve.ts', 'electron/version.ts'],
  'electron/cli': ['shared', 'electron/yard.ts', 'electron/doors', 'electron/serve.ts', 'electron/version.ts'],
  'electron/version.ts': [],
  'electron/window': ['shared', 'electron/doors'],
  'electron/doors': ['shared'],
  'electron/yard.worker.ts': ['shared', 'electron/yard.ts', 'electron/doors'],
  'electron/yard.ts': ['shared', ...yardRooms],
  'electron/api': ['shared', ...services],
  ...Object.fromEntries(
    services.map((room) => [room, ['shared', ...services, 'electron/offload', ...arrayPorts, 'electron/formats', 'electron/meta']]),
  ),
  'electron/offload': ['shared', ...arrayPorts, 'electron/meta'],
  'electron/array': ['shared', 'electron/meta', 'electron/disk'],
  'electron/formats': ['shared', ...arrayPorts],
  'electron/nbd': ['shared', ...arrayPorts],
  'electron/meta': ['shared'],
  'electron/disk': ['shared'],
  'renderer/main.tsx': ['shared', 'renderer/app', 'renderer/api', 'renderer/stores', 'renderer/ui', 'renderer/strings'],
  'renderer/app': ['shared', 'renderer/features', 'renderer/stores', 'renderer/api', 'renderer/ui', 'renderer/strings'],
  'renderer/features': ['shared', 'renderer/stores', 'renderer/api', 'renderer/ui', 'renderer/strings'],
  'renderer/stores': ['shared', 'renderer/api', 'renderer/strings'],
  'renderer/api': ['shared', 'renderer/strings'],
  // What a component says by itself, such as "Clear filter", is translated like everything else.
  'renderer/ui': ['renderer/strings'],
  'renderer/strings': [],
};

const sharedPackages = ['zod', '@orpc/contract'];
const uiPackages = /^(?:react|react-dom|react-aria(?:-components)?|react-stately|@react-aria\/.+|@react-stately\/.+|@tanstack\/.+|d3-.+|uplot|@internationalized\/.+)(?:\/.*)?$/;

/** The room of a file, or null for what the table does not know, such as tests. */
function roomOf(path: string): string | null {
  const [top, second] = path.split('/');
  if (top === 'shared') return 'shared';
  if (second === undefined || (top !== 'electron' && top !== 'renderer')) return null;
  const room = `${top}/${second}`;
  return room in allowed ? room : null;
}

/** What several features show the same way; it belongs to none of them and knows none of them. */
const commonParts = 'parts';

/** A feature is a folder below `features`; the others are not its business. */
function featureOf(path: string): string | null {
  return /^renderer\/features\/([^/]+)\//.exec(path)?.[1] ?? null;
}

export function directionProblems(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => file.imports.flatMap(({ specifier, target }) => problemOf(file.path, specifier, target) ?? []));
}

function problemOf(path: string, specifier: string, target: string | null): string | null {
  const problem = `${path} must not import ${specifier}`;
  const room = roomOf(path);
  if (/^(?:electron|renderer|shared)\//.test(path) && room === null && !path.endsWith('.d.ts')) return `${path} is in no known room`;
  if (specifier === 'electron' || specifier.startsWith('electron/')) {
    return ['electron/main.ts', 'electron/preload.ts', 'electron/window'].includes(room ?? '') || path.startsWith('test/shell/') ? null : problem;
  }
  if (room === null) return null;
  if (target === null) return packageProblem(room, specifier) ? problem : null;
  if (target.startsWith('test/')) return problem;
  if (/\.(?:css|svg|woff2|png)$/.test(target)) return null;
  const ownFeature = featureOf(path);
  if (room === 'renderer/features' && target.startsWith('renderer/features/')) return [ownFeature, commonParts].includes(featureOf(target)) ? null : problem;
  if (target.startsWith(`${room}/`)) return null;
  const rooms = allowed[room] ?? [];
  return rooms.some((entry) => target === entry || target.startsWith(`${entry}/`)) ? null : problem;
}

/** Packages are free except where a room promises to do without the platform or the product. */
function packageProblem(room: string, specifier: string): boolean {
  if (room === 'shared') return !sharedPackages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  if (room === 'renderer/ui') return !uiPackages.test(specifier);
  if (room.startsWith('renderer/')) return specifier.startsWith('node:');
  return false;
}

/** Each cycle once, as `a → b → a`. */
export function cycleProblems(files: readonly SourceFile[]): string[] {
  const graph = new Map(files.map((file) => [file.path, file.imports.flatMap((entry) => entry.target ?? [])]));
  const done = new Set<string>();
  const problems: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      problems.push(`import cycle: ${[...trail.slice(at), path].join(' → ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return problems;
}
