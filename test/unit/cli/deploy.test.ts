import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distinctBytes } from '../../../electron/cli/demoImage.ts';
import { exchangeVersion } from '../../../electron/customization/exchange.ts';
import { linuxValues } from '../customization/customizationBench.ts';
import { runInProcess } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloneyard-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mib = 1024 ** 2;
const gib = 1024 ** 3;
const run = (...args: string[]) => runInProcess({ folder }, ...args);

/** The one document of a command that is expected to end with `code`. */
async function json(code: number, ...args: string[]): Promise<Record<string, unknown>> {
  const { code: actual, out, err } = await run('--json', ...args);
  expect({ actual, err }).toEqual({ actual: code, err: '' });
  return JSON.parse(out);
}

beforeAll(async () => {
  const file = openSync(join(folder, 'disk.img'), 'w');
  ftruncateSync(file, 16 * mib);
  writeSync(file, distinctBytes('head', mib), 0, mib, 0);
  closeSync(file);
  await json(0, 'init', '--empty');
  await json(0, 'import', 'disk.img', '--name', 'golden');
});

// One story, told in order: each step stands on the ones before.
describe('deploy from template', () => {
  it('shows ahead what would happen, and changes nothing', async () => {
    const options = ['deploy', 'golden', '--name', 'web', '--cpus', '4', '--memory', '8GiB', '--power-on', '--plan'];
    expect(await json(0, ...options)).toMatchObject({
      refusals: [], bytesToCopy: 0, cpuCount: { machine: 4 }, memoryBytes: { machine: 8 * gib }, source: { name: 'golden' }, decision: { mechanism: 'fileClone', isOffloaded: true },
      host: { name: 'esx-01.yard.local' }, customization: null,
    });
    const { code, out } = await run(...options);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Template +golden, 16 MiB, 1 MiB of it data\nMakes +web\n[^]*\nCPUs +4, the template has \d+\nMemory +8 GiB, the template has [^]*\nCopies +nothing, every block is shared\n[^]*How it would be made\n/) });
    expect(await json(0, 'vm', 'ls')).toEqual([]);
  });

  it('makes it, with hardware of its own', async () => {
    expect(await json(0, 'deploy', 'golden', '--name', 'web', '--cpus', '4', '--memory', '8GiB', '--host', 'esx-01.yard.local', '--power-on')).toMatchObject({
      name: 'web', template: 'golden', mechanism: 'fileClone', bytesCopied: 0, task: expect.stringMatching(/^task-/), id: expect.stringMatching(/^vm-/),
    });
    expect(await json(0, 'vm', 'show', 'web')).toMatchObject({ template: 'golden', powerState: 'poweredOn', cpuCount: 4, memoryBytes: 8 * gib });
    const { code, out } = await run('deploy', 'Golden', '--name', 'db', '--format', 'same', '--folder', 'Virtual machines');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Deployed "db" from "golden" in .*, every block shared: File clone\.\n$/) });
  });

  it('has disks and adapters besides those of the template, and leaves some out', async () => {
    const networks = await run('--json', 'network', 'ls');
    const [first]: readonly { name: string }[] = JSON.parse(networks.out);
    const network = first?.name ?? '';
    const options = ['deploy', 'golden', '--name', 'data', '--disk', '4MiB', '--disk', '8MiB:eager', '--grow', '1=32MiB', '--network', network, '--network', network];
    expect(await json(0, ...options, '--plan')).toMatchObject({
      disks: [{ label: 'Hard disk 1', templateBytes: 16 * mib, machineBytes: 32 * mib }, { label: 'Hard disk 2', templateBytes: null, machineBytes: 4 * mib }, { label: 'Hard disk 3', machineBytes: 8 * mib }],
    });
    expect((await run(...options, '--plan')).out).toMatch(/\nHard disk 1 +32 MiB, the template has 16 MiB\nHard disk 2 +4 MiB, new\n[^]*, new\n/);
    await json(0, ...options);
    const shown = await json(0, 'vm', 'show', 'data');
    expect(shown).toMatchObject({ disks: [{ sizeBytes: 32 * mib }, { sizeBytes: 4 * mib, format: 'thin' }, { sizeBytes: 8 * mib, format: 'eagerZeroedThick' }] });
    for (const wrong of [['--grow', '1'], ['--grow', '1=5'], ['--nic', '=x'], ['--disk', 'much']]) expect((await run('deploy', 'golden', '--name', 'x', ...wrong)).code, wrong.join(' ')).toBe(2);
    expect(await json(1, 'deploy', 'golden', '--name', 'x', '--rm-nic', '9')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    await json(0, 'vm', 'rm', 'data');
  });

  it('customizes the guest', async () => {
    writeFileSync(join(folder, 'spec.json'), JSON.stringify({ format: 'cloneyard-customization', version: exchangeVersion, spec: linuxValues }));
    await json(0, 'customization', 'create', '--from', 'spec.json');
    expect(await json(0, 'deploy', 'golden', '--name', 'app', '--customization', 'Web servers', '--plan')).toMatchObject({ customization: { computerName: 'app', spec: { name: 'Web servers' } } });
    await json(0, 'deploy', 'golden', '--name', 'app', '--customization', 'web servers', '--power-on');
    expect(await json(0, 'vm', 'show', 'app')).toMatchObject({ powerState: 'poweredOn' });
    expect(await json(1, 'deploy', 'golden', '--name', 'other', '--customization', 'Nothing')).toMatchObject({ fault: 'ManagedObjectNotFound', names: ['Nothing'] });
  });

  it('refuses with the fault that says what to do', async () => {
    expect(await json(1, 'deploy', 'golden', '--name', 'WEB')).toMatchObject({ fault: 'DuplicateName', names: ['WEB'] });
    expect(await json(1, 'deploy', 'golden', '--name', 'a/b', '--plan')).toMatchObject({ fault: 'InvalidName' });
    expect(await json(1, 'deploy', 'web', '--name', 'x')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    expect(await json(1, 'deploy', 'golden', '--name', 'x', '--cluster', 'esx-01.yard.local')).toMatchObject({ fault: 'ManagedObjectNotFound', names: ['esx-01.yard.local'] });
    const wrong = [['--name', 'x', '--cpus', '769'], ['--name', 'x', '--memory', '5MiB'], ['--name', 'x', '--host', 'a', '--cluster', 'b'], []];
    for (const options of wrong) expect((await run('deploy', 'golden', ...options)).code, options.join(' ')).toBe(2);
    expect(Object.keys(await json(0, 'vm', 'ls'))).toHaveLength(3);
  });
});
