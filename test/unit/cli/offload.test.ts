import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../electron/cli/program.ts';
import type { OpenSession } from '../../../electron/cli/session.ts';
import { mibBytes } from '../../../shared/units.ts';
import { YardBench } from '../../fixtures/yard.ts';
import { host, newOffloadYard } from './offloadYard.ts';

const { json, text, onlyOf, initialize, remove } = newOffloadYard();
beforeAll(() => initialize('lun'));
afterAll(remove);

describe('hosts', () => {
  it('are shown with their switches', async () => {
    const switches = { hardwareAcceleratedMove: true, hardwareAcceleratedInit: true, hardwareAcceleratedLocking: true, maxTransferBytes: 4 * mibBytes, isNasPluginInstalled: true };
    expect(await onlyOf('host', 'ls')).toMatchObject({ name: host, parent: 'Datacenter', connectionState: 'connected', vmCount: 0, switches });
    expect(await json(0, 'host', 'show', 'ESX-01.yard.local')).toMatchObject({ name: host, switches });
    expect(await text('host', 'show', host)).toMatch(/^DataMover\.HardwareAcceleratedMove +on$/m);
    expect(await json(1, 'host', 'show', 'esx-99')).toMatchObject({ fault: 'ManagedObjectNotFound', names: ['esx-99'], hint: 'List them with: cloneyard host ls' });
  });

  it('keep what is set, and nothing else changes', async () => {
    const changed = await json(0, 'host', 'set', host, '--hardware-accelerated-init', 'off', '--max-hw-transfer-size', '16MiB', '--nas-plugin', 'off');
    const switches = { hardwareAcceleratedMove: true, hardwareAcceleratedInit: false, hardwareAcceleratedLocking: true, maxTransferBytes: 16 * mibBytes, isNasPluginInstalled: false };
    expect(changed).toMatchObject({ name: host, switches });
    expect(await json(0, 'host', 'show', host)).toEqual(changed);
    expect(await text('host', 'set', host, '--hardware-accelerated-init', 'on', '--max-hw-transfer-size', '4MiB', '--nas-plugin', 'on')).toMatch(/^NAS plug-in +installed$/m);
  });
});

describe('what stands behind a datastore', () => {
  it('is told primitive by primitive', async () => {
    const status = await onlyOf('offload', 'status', 'lun');
    expect(status).toMatchObject({ name: 'lun', type: 'VMFS', status: 'unknown', profile: 'blockFull', fileBlockBytes: mibBytes, distrust: null, stunnedVms: [] });
    expect(status['primitives']).toMatchObject(['fullCopy', 'blockZero', 'ats', 'unmap', 'thinProvisioningStun'].map((primitive) => ({ primitive, isOffered: true })));
    expect(await text('offload', 'status')).toMatch(/^Datastore +datastore1 \(NFS\)\nHardware acceleration +Unknown\n[^]*\nNAS Fast File Clone +yes +Unknown[^]*\n\n\nDatastore +lun \(VMFS\)\n/);
    expect(await json(0, 'datastore', 'show', 'datastore1')).toMatchObject({ name: 'datastore1', hardwareAcceleration: { status: 'unknown', profile: 'nasFiler', switches: { isMoveOn: true } } });
    expect(await text('datastore', 'show', 'lun')).toMatch(/^Hardware acceleration +Unknown$/m);
    expect(await json(1, 'offload', 'status', 'none')).toMatchObject({ fault: 'ManagedObjectNotFound', hint: expect.any(String) });
  });

  it('can be changed where it fits', async () => {
    expect(await json(0, 'offload', 'set', 'lun', '--profile', 'blockPartial', '--file-block', '8MiB', '--move', 'off')).toMatchObject({
      profile: 'blockPartial', fileBlockBytes: 8 * mibBytes, switches: { isMoveOn: false, isInitOn: true, isLockingOn: true },
    });
    expect(await text('offload', 'status', 'lun')).toMatch(/^Full Copy \(XCOPY\) +no /m);
    expect(await json(1, 'offload', 'set', 'lun', '--profile', 'nasFiler')).toMatchObject({ fault: 'InvalidArgument', hint: expect.stringContaining('(blockFull)') });
    expect(await json(1, 'offload', 'set', 'lun', '--file-block', '3MiB')).toMatchObject({ fault: 'InvalidArgument', hint: expect.stringContaining('1 MiB') });
    expect(await text('offload', 'set', 'LUN', '--profile', 'blockFull', '--file-block', '1MiB', '--move', 'on', '--trust')).toMatch(/^Switches +move on, init on, locking on$/m);
  });

  it('is followed only where a client runs', async () => {
    expect(await json(1, 'offload', 'stats', '--watch')).toMatchObject({ fault: 'InvalidState', message: expect.stringContaining('Nothing is running'), hint: expect.stringContaining('cloneyard serve') });
  });
});

describe('the counters of a running client', () => {
  const bench = new YardBench();
  afterEach(() => bench.cleanUp());

  it('are followed every so many seconds until Ctrl-C, which is how that is meant to end', async () => {
    const opened = await bench.openSetUp({ kind: 'memory' });
    const interruption = new AbortController();
    const said: string[] = [];
    const openSession: OpenSession = async ({ directory }) => ({ client: opened.client, dataDirectory: directory, isShared: true, isLost: () => false, close: async () => undefined });
    const code = await runCommandLine({
      args: ['--data', opened.directory, '--json', 'offload', 'stats', 'DATASTORE1', '--watch', '1'],
      stdout: {
        write: (line) => {
          said.push(line);
          if (said.length === 2) interruption.abort();
        },
      },
      stderr: { write: (line) => said.push(line) },
      workingDirectory: opened.directory,
      environment: {},
      version: '9.9.9',
      signal: interruption.signal,
      openSession,
    });
    expect(code).toBe(0);
    const reading = { at: expect.stringMatching(/Z$/), datastores: [{ name: 'datastore1', CLONE_RD: 0, 'MBC_RD/s': 0 }] };
    expect(said.map((line) => JSON.parse(line))).toMatchObject([reading, reading]);
  });
});
