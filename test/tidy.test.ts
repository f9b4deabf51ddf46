/** The rules of the house, and proof that they catch what breaks them. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceColourProblems, styleColourProblems, tokenFiles } from './tidy/colours.ts';
import { cycleProblems, directionProblems } from './tidy/directions.ts';
import { habitProblems } from './tidy/habits.ts';
import { readSource, readSources, readStyles } from './tidy/source.ts';

const root = join(import.meta.dirname, '..');
const sources = readSources(root, ['shared', 'electron', 'renderer', 'test']);

describe('the tree', () => {
  it('is large enough to have been found', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.some((file) => file.path === 'electron/main.ts')).toBe(true);
  });

  it('imports only in the agreed directions', () => {
    expect(directionProblems(sources)).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(cycleProblems(sources)).toEqual([]);
  });

  it('keeps the habits', () => {
    expect(sources.flatMap(habitProblems)).toEqual([]);
    // Every source is read through once for each habit, beside whatever else keeps the processors busy.
  }, 120_000);

  it('writes colours in the token files only', () => {
    const styles = readStyles(root, 'renderer');
    expect(styles.map(({ path }) => path)).toEqual(expect.arrayContaining([...tokenFiles, 'renderer/app/app.css']));
    expect(styles.flatMap(({ path, text }) => styleColourProblems(path, text))).toEqual([]);
    expect(sources.filter(({ path }) => path.startsWith('renderer/')).flatMap(({ path, text }) => sourceColourProblems(path, text))).toEqual([]);
  });

  it('keeps the desktop shell small', () => {
    const main = sources.find((file) => file.path === 'electron/main.ts');
    expect(main?.text.split('\n').length).toBeLessThan(200);
  });
});

describe('the direction rules', () => {
  const forbidden: [path: string, text: string][] = [
    ['renderer/ui/Table.tsx', "import { formatBytes } from '../../shared/units.ts';"],
    ['renderer/ui/Table.tsx', "import type { Task } from '../stores/tasks.ts';"],
    ['renderer/ui/Table.tsx', "import { create } from 'zustand';"],
    ['renderer/features/storage/Page.tsx', "import { Wizard } from '../rapidClone/Wizard.tsx';"],
    ['renderer/features/parts/Bytes.tsx', "import { Wizard } from '../rapidClone/Wizard.tsx';"],
    ['renderer/stores/tasks.ts', "import { Page } from '../features/storage/Page.tsx';"],
    ['renderer/api/client.ts', "import type { Yard } from '../../electron/yard.ts';"],
    ['renderer/api/client.ts', "import { readFile } from 'node:fs/promises';"],
    ['electron/api/tasks.ts', "import { Meta } from '../meta/meta.ts';"],
    ['electron/tasks/engine.ts', "import { Log } from '../array/log.ts';"],
    ['electron/cloning/plan.ts', "export { handlers } from '../api/cloning.ts';"],
    ['electron/meta/meta.ts', "type Log = import('../array/log.ts').Log;"],
    ['electron/meta/meta.ts', "const log = await import('../array/log.ts');"],
    ['electron/formats/raw.ts', "import { Meta } from '../meta/meta.ts';"],
    ['electron/doors/httpDoor.ts', "import { openYard } from '../yard.ts';"],
    ['electron/serve.ts', "import { app } from 'electron';"],
    ['electron/inventory/inventory.ts', "import { seeded } from '../../test/sim/random.ts';"],
    ['electron/attic/old.ts', "import { join } from 'node:path';"],
    ['shared/units.ts', "import { join } from 'node:path';"],
    ['shared/units.ts', "import { Meta } from '../electron/meta/meta.ts';"],
  ];
  it.each(forbidden)('catch %s with %s', (path, text) => {
    expect(directionProblems([readSource(path, text)])).toHaveLength(1);
  });

  const permitted: [path: string, text: string][] = [
    ['renderer/ui/Table.tsx', "import { useTable } from '@tanstack/react-table'; import './table.css';"],
    ['renderer/features/storage/Page.tsx', "import { Row } from './Row.tsx'; import { tasks } from '../../stores/tasks.ts'; import { Bytes } from '../parts/Bytes.tsx';"],
    ['electron/cloning/execute.ts', "import type { StorageArray } from '../array/port.ts';"],
    ['electron/window/menu.ts', "import { Menu } from 'electron';"],
    ['electron/yard.ts', "import { Meta } from './meta/meta.ts'; import { join } from 'node:path';"],
    ['shared/ids.ts', "import * as z from 'zod';"],
    ['test/unit/array/log.test.ts', "import { Log } from '../../../electron/array/log.ts';"],
  ];
  it.each(permitted)('let %s with %s pass', (path, text) => {
    expect(directionProblems([readSource(path, text)])).toEqual([]);
  });

  it('catch a cycle of types once', () => {
    const files = [
      readSource('electron/meta/a.ts', "import type { B } from './b.ts'; export type A = B;"),
      readSource('electron/meta/b.ts', "import type { C } from './c.ts'; export type B = C;"),
      readSource('electron/meta/c.ts', "import type { A } from './a.ts'; export type C = A;"),
    ];
    expect(cycleProblems(files)).toEqual(['import cycle: electron/meta/a.ts → electron/meta/b.ts → electron/meta/c.ts → electron/meta/a.ts']);
    expect(cycleProblems(files.slice(0, 2))).toEqual([]);
  });
});

describe('the rule about colours', () => {
  it.each(['#fff', '1px solid #1b2a32', 'rgb(0 0 0 / 50%)', 'White', '1px solid Canvas', 'color-mix(in srgb, var(--a) 20%, var(--b))', "url(\"data:image/svg+xml,%3Csvg stroke='white'/%3E\")"])('catches a style with %s', (value) => {
    expect(styleColourProblems('renderer/app/app.css', `.a:hover { color: ${value}; }`)).toHaveLength(1);
    expect(styleColourProblems(tokenFiles[0] ?? '', `:root { --a: ${value}; }`)).toEqual([]);
  });
  it.each(['var(--ui-line-red)', 'currentcolor', '1px solid transparent', 'inset 0 0 0 1px var(--ui-accent)'])('lets a style with %s pass', (value) => {
    expect(styleColourProblems('renderer/app/app.css', `/* #fff */ .white-space { border: ${value} } a:hover, .red:focus { white-space: nowrap; }`)).toEqual([]);
  });
  it.each(["const a = '#fff';", "ctx.fillStyle = 'red';", '<path fill="white" />', "style={{ color: 'rgb(0 0 0)' }}"])('catches the source %s', (text) => {
    expect(sourceColourProblems('renderer/ui/A.tsx', text)).toHaveLength(1);
  });
  it.each(["const a = '#ui-main';", "ctx.fillStyle = colours.a;", '<path fill="none" stroke="currentcolor" />', "const words = 'red';", '// #fff'])('lets the source %s pass', (text) => {
    expect(sourceColourProblems('renderer/ui/A.tsx', text)).toEqual([]);
  });
});

describe('the habit rules', () => {
  const work = ['', 'work', 'main'].join('/');
  const bad: [what: string, path: string, text: string][] = [
    ['a long file', 'electron/meta/a.ts', 'export const a = 1;\n'.repeat(1) + '//\n'.repeat(400)],
    ['an index file', 'renderer/ui/index.ts', 'export const a = 1;'],
    ['a file of re-exports', 'renderer/ui/all.ts', "export { a } from './a.ts'; export * from './b.ts';"],
    ['a leftover', 'electron/meta/a.ts', `// ${'TO'}DO: later\nexport const a = 1;`],
    ['any', 'electron/meta/a.ts', 'export const a = (b: any) => b;'],
    ['a non-null operator', 'electron/meta/a.ts', 'export const a = (b?: string) => b!;'],
    ['a machine path', 'electron/meta/a.ts', `export const a = '${work}';`],
    ['a temporary path', 'electron/meta/a.ts', `export const a = '${['', 'tmp', 'x'].join('/')}';`],
    ['a lone test', 'test/unit/a.test.ts', "it.only('works', () => undefined);"],
    ['a skipped test', 'test/unit/a.test.ts', "it.skip('works', () => undefined);"],
    ['a conditional skip', 'test/unit/a.test.ts', "it.skipIf(true)('works', () => undefined);"],
    ['a conditional run', 'test/unit/a.test.ts', "it.runIf(false)('works', () => undefined);"],
  ];
  it.each(bad)('catch %s', (_what, path, text) => {
    expect(habitProblems(readSource(path, text))).toHaveLength(1);
  });

  it('let an ordinary file and a skip with a reason pass', () => {
    expect(habitProblems(readSource('test/a.test.ts', "it('runs', (context) => context.skip('no binary')); test.skip(isMac, 'no loop devices');"))).toEqual([]);
    expect(habitProblems(readSource('electron/meta/a.ts', "// The work is done here, in many steps.\nexport const a = 'home/work/';"))).toEqual([]);
  });
});
