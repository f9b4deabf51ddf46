import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distinctBytes } from '../../../electron/cli/demoImage.ts';
import { runInProcess } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mib = 1024 ** 2;
const run = (...args: string[]) => runInProcess({ folder }, ...args);

/** The one document of a command that is expected to end with `code`. */
async function json(code: number, ...args: string[]): Promise<Record<string, unknown>> {
  const { code: actual, out, err } = await run('--json', ...args);
  expect({ actual, err, out: code === actual ? '' : out }).toEqual({ actual: code, err: '', out: '' });
  return JSON.parse(out);
}

beforeAll(async () => {
  await json(0, 'init', '--empty');
  await json(0, 'volume', 'create', 'lun', '--size', '20GiB', '--type', 'VMFS');
  await json(0, 'vm', 'create', 'gold', '--datastore', 'datastore1', '--disk', '16MiB', '--disk', '32MiB');
  for (const disk of ['Hard disk 1', 'Hard disk 2']) {
    writeFileSync(join(folder, 'data.bin'), distinctBytes(disk, 2 * mib));
    await json(0, 'vm', 'write', 'gold', '--file', 'data.bin', '--offset', '0', '--disk', disk);
  }
  await json(0, 'vm', 'convert', 'gold');
});

// One story, told in order: each step stands on the ones before.
describe('disks of one machine on several datastores', () => {
  it('are placed by a deployment, which tells ahead how each of them goes', async () => {
    const options = ['deploy', 'gold', '--name', 'web', '--place', '2=lun', '--disk', '8MiB@lun', '--plan'];
    expect(await json(0, ...options)).toMatchObject({
      datastore: { name: 'datastore1' }, datastores: [{ name: 'datastore1' }, { name: 'lun' }], bytesToCopy: 2 * mib,
      disks: [{ label: 'Hard disk 1', datastoreName: 'datastore1' }, { label: 'Hard disk 2', datastoreName: 'lun' }, { label: 'Hard disk 3', datastoreName: 'lun' }],
      routes: [
        { disks: ['Hard disk 1'], source: { name: 'datastore1' }, target: { name: 'datastore1' }, mechanisms: [{ mechanism: 'fileClone' }] },
        { disks: ['Hard disk 2'], source: { name: 'datastore1' }, target: { name: 'lun' }, mechanisms: [{ mechanism: 'hostCopy', decision: { firstFailed: 'datastoreTypes' } }] },
      ],
    });
    const { out } = await run(...options);
    expect(out).toMatch(/^Hard disk 2 +32 MiB, on lun\n/m);
    expect(out).toMatch(/^Home +datastore1\n/m);
    expect(out).toMatch(/^Mechanism +Hard disk 1, on datastore1: /m);
    expect(out).toMatch(/^Mechanism +Hard disk 2, from datastore1 to lun: /m);
    expect(out).toMatch(/^Free on lun +20 GiB before, /m);
  });

  it('lie where they were told to, and are listed and found there', async () => {
    expect(await json(0, 'deploy', 'gold', '--name', 'web', '--place', 'hard disk 2=LUN', '--disk', '8MiB@lun')).toMatchObject({ bytesCopied: 2 * mib });
    expect(await json(0, 'vm', 'show', 'web')).toMatchObject({
      datastore: 'datastore1', datastores: ['datastore1', 'lun'], disks: [{ datastore: 'datastore1' }, { datastore: 'lun', mechanism: 'hostCopy' }, { datastore: 'lun', mechanism: 'created' }],
    });
    expect((await run('vm', 'show', 'web')).out).toMatch(/^Hard disk 2 +lun +32 MiB/m);
    expect((await run('vm', 'ls')).out).toMatch(/^web +gold +datastore1, lun /m);
    expect(Object.values(await json(0, 'vm', 'ls', '--query', 'datastore:lun'))).toMatchObject([{ name: 'web' }]);
    expect(await json(0, 'check')).toMatchObject({ problems: [] });
  });

  it('are cloned beside their originals, or each to where it is told', async () => {
    expect(await json(0, 'vm', 'clone', 'web', 'web-2')).toMatchObject({ bytesCopied: 0 });
    expect(await json(0, 'vm', 'show', 'web-2')).toMatchObject({ datastores: ['datastore1', 'lun'] });
    await json(0, 'vm', 'clone', 'web', 'web-3', '--datastore', 'lun', '--place', '1=datastore1');
    expect(await json(0, 'vm', 'show', 'web-3')).toMatchObject({ datastore: 'lun', disks: [{ datastore: 'datastore1' }, { datastore: 'lun' }, { datastore: 'lun' }] });
    expect((await run('rapid-clone', 'web', '--count', '2', '--plan')).out).toMatch(/^Mechanism +Hard disk 2, Hard disk 3, on lun: /m);
  });

  it('are migrated one by one, and told so', async () => {
    const { out } = await run('vm', 'migrate', 'web', '--place', '2=datastore1', '--plan');
    expect(out).toMatch(/^To datastore +none but for single disks\n/m);
    expect(out).toMatch(/^web +Hard disk 1 +datastore1 +stays +0 B$/m);
    expect(out).toMatch(/^web +Hard disk 2 +lun +datastore1 +2 MiB +Software data mover$/m);
    expect(await json(0, 'vm', 'migrate', 'web', '--place', '2=datastore1')).toMatchObject({ migrated: 1, bytesCopied: 2 * mib });
    expect(await json(0, 'vm', 'show', 'web')).toMatchObject({ datastore: 'datastore1', disks: [{ datastore: 'datastore1' }, { datastore: 'datastore1' }, { datastore: 'lun' }] });
    expect(await json(0, 'check')).toMatchObject({ problems: [] });
  });

  it('are made, added and refused by name', async () => {
    expect(await json(0, 'vm', 'disk', 'add', 'web', '4MiB', '--datastore', 'lun')).toMatchObject({ disks: [{}, {}, {}, { label: 'Hard disk 4', datastore: 'lun' }] });
    expect(await json(0, 'vm', 'create', 'new', '--datastore', 'lun', '--disk', '4MiB', '--disk', '4MiB:thin@datastore1')).toMatchObject({ disks: [{ datastore: 'lun' }, { datastore: 'datastore1' }] });
    expect(await json(1, 'deploy', 'gold', '--name', 'x', '--place', '9=lun')).toMatchObject({ fault: 'ManagedObjectNotFound', hint: 'There are: Hard disk 1, Hard disk 2' });
    expect(await json(1, 'vm', 'migrate', 'web', '--place', '1=nowhere')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    for (const wrong of [['--place', '1'], ['--place', '=lun'], ['--place', '1='], ['--disk', '4MiB@']]) expect((await run('deploy', 'gold', '--name', 'x', ...wrong)).code, wrong.join(' ')).toBe(2);
    expect(await json(0, 'check')).toMatchObject({ problems: [] });
  });

  it('keep their machine on every datastore that holds them once it is out of the inventory', async () => {
    await json(0, 'vm', 'unregister', 'new');
    for (const datastore of ['lun', 'datastore1']) expect(Object.values(await json(0, 'vm', 'unregistered', '--datastore', datastore))).toMatchObject([{ name: 'new', datastore: 'lun', datastores: ['lun', 'datastore1'] }]);
    expect((await run('vm', 'unregistered')).out).toMatch(/^new +virtual machine +lun, datastore1 /m);
    await json(0, 'vm', 'register', 'new');
    expect(await json(0, 'vm', 'show', 'new')).toMatchObject({ datastores: ['lun', 'datastore1'] });
    expect(await json(0, 'check')).toMatchObject({ problems: [] });
  });
});
