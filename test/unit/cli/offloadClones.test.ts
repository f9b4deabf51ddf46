import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataBytes, host, newOffloadYard } from './offloadYard.ts';

const { json, text, onlyOf, initialize, remove } = newOffloadYard();
beforeAll(() => initialize('golden', 'lun'));
afterAll(remove);

// One story, told in order: each step stands on the ones before.
describe('how machines are made', () => {
  it('is decided ahead, without changing anything', async () => {
    const before = await json(0, 'vm', 'ls');
    expect(await json(0, 'offload', 'decide', 'golden')).toMatchObject({ source: 'golden', operation: 'clone', mechanism: 'fileClone', isOffloaded: true, firstFailed: null, fixes: [], attempts: [{ mechanism: 'fileClone', primitive: 'nasFastFileClone', outcome: 'planned' }] });
    const across = await json(0, 'offload', 'decide', 'golden', '--datastore', 'lun', '--host', host);
    expect(across).toMatchObject({ mechanism: 'hostCopy', isOffloaded: false, firstFailed: 'datastoreTypes' });
    expect(await text('offload', 'decide', 'golden', '--datastore', 'lun')).toMatch(/^Mechanism +Software data mover, by the host\n[^]*FAILED[^]*What would make it offload:\n/);
    const placed = await json(0, 'offload', 'decide', 'golden', '--place', '1=lun');
    expect(placed).toMatchObject({ mechanism: 'hostCopy', routes: [{ disks: ['Hard disk 1'], target: { name: 'lun' }, mechanisms: [{ mechanism: 'hostCopy', count: 1, decision: { firstFailed: 'datastoreTypes' } }] }] });
    expect(await json(0, 'vm', 'ls')).toEqual(before);
    expect(await json(0, 'offload', 'trails')).toEqual([]);
  });

  it('is in the plan', async () => {
    const plan = await json(0, 'rapid-clone', 'golden', '--count', '3', '--plan');
    expect(plan['mechanisms']).toMatchObject([{ mechanism: 'fileClone', count: 3, decision: { mechanism: 'fileClone', isOffloaded: true, fixes: [] } }]);
    expect(await text('rapid-clone', 'golden', '--count', '3', '--plan')).toMatch(/^Mechanism +File clone for 3: [^]*How 3 clones would be made\n\nMechanism +File clone, offloaded to the array\n/m);
    await json(0, 'host', 'set', host, '--nas-plugin', 'off');
    const refused = await text('rapid-clone', 'golden', '--count', '3', '--plan');
    expect(refused).toMatch(/^ {4}cloneyard host set esx-01\.yard\.local --nas-plugin on$/m);
    const { mechanisms } = await json(0, 'rapid-clone', 'golden', '--count', '3', '--plan');
    expect(mechanisms).toMatchObject([{ mechanism: 'hostCopy', count: 3, decision: { firstFailed: 'nasPlugin', fixes: [{ command: `cloneyard host set ${host} --nas-plugin on` }] } }]);
  });

  it('is explained afterwards: by the host, since a switch was off', async () => {
    const made = await json(0, 'vm', 'clone', 'golden', 'copied');
    expect(made).toMatchObject({ mechanism: 'hostCopy', bytesCopied: dataBytes });
    const explained = await json(0, 'offload', 'explain', 'copied');
    expect(explained).toMatchObject({
      name: 'copied',
      disks: [{ mechanism: 'hostCopy' }],
      made: {
        id: 'trail-1', task: made['task'], operation: 'clone', mechanism: 'hostCopy', isOffloaded: false, firstFailed: 'nasPlugin', vmCount: 1, vmNames: ['copied'], hostName: host, failure: null,
        moved: { networkReadBytes: dataBytes, networkWriteBytes: dataBytes }, fixes: [{ command: `cloneyard host set ${host} --nas-plugin on` }], at: expect.stringMatching(/Z$/),
      },
      later: [],
    });
    const told = await text('offload', 'explain', 'copied');
    expect(told).toMatch(/^How "copied" was made\n\nTrail +trail-1, of task-\d+, /);
    expect(told).toMatch(/^Storage network +3 MiB \(3,145,728 bytes\) to the host, 3 MiB \(3,145,728 bytes\) from it$/m);
    expect(await text('vm', 'show', 'copied')).toMatch(/thin provisioned +Software data mover: /);
    expect(await json(0, 'offload', 'explain', '--trail', '1')).toEqual(explained['made']);
    expect(await json(0, 'offload', 'explain', 'copied', '--trail', 'trail-1')).toEqual(explained['made']);
    expect(await json(1, 'offload', 'explain', 'golden', '--trail', 'trail-1')).toMatchObject({ fault: 'ManagedObjectNotFound' });
    expect(await json(1, 'offload', 'explain', '--trail', '999')).toMatchObject({ fault: 'ManagedObjectNotFound' });
  });

  it('is offloaded when the command of the fix has been given', async () => {
    await json(0, 'host', 'set', host, '--nas-plugin', 'on');
    const { task } = await json(0, 'rapid-clone', 'golden', '--count', '30');
    const explained = await json(0, 'offload', 'explain', 'golden-030');
    expect(explained).toMatchObject({ made: { task, mechanism: 'fileClone', isOffloaded: true, firstFailed: null, vmCount: 30, moved: { networkReadBytes: 0, networkWriteBytes: 0 } } });
    const trails = Object.values(await json(0, 'offload', 'trails', '--task', String(task)));
    expect(trails).toEqual([explained['made']]);
    expect(Object.values(await json(0, 'offload', 'trails')).map((trail) => Object(trail).id)).toEqual(['trail-2', 'trail-1']);
    expect(await text('offload', 'trails', '--limit', '1')).toMatch(/^Trail .*\ntrail-2 .* 30 .* File clone .*\n$/);
  });

  it('is counted', async () => {
    expect(await onlyOf('offload', 'stats', 'datastore1')).toMatchObject({ status: 'supported', nasFastFileClone: 30, hostReadBytes: dataBytes, hostWriteBytes: dataBytes, CLONE_RD: 0 });
    await json(0, 'vm', 'clone', 'golden', 'on-lun', '--datastore', 'lun', '--format', 'lazy');
    expect(await json(0, 'vm', 'show', 'on-lun')).toMatchObject({ disks: [{ format: 'lazyZeroedThick', mechanism: 'hostCopy' }] });
    const made = await json(0, 'vm', 'clone', 'on-lun', 'by-xcopy', '--format', 'thin');
    expect(made).toMatchObject({ mechanism: 'xcopy', bytesCopied: 0 });
    const lun = await onlyOf('offload', 'stats', 'lun');
    expect(lun).toMatchObject({ status: 'supported', CLONE_F: 0 });
    expect(lun['CLONE_WR']).toBeGreaterThan(0);
    expect(lun['CLONE_RD']).toBe(lun['CLONE_WR']);
    expect(await text('offload', 'stats', 'lun')).toMatch(/^lun +Supported +[1-9]/m);
    expect(await text('offload', 'stats', 'lun')).toMatch(/^Datastore +Copied or shared by the array +Zeroed +Unmapped +Read by hosts [^]*\nlun +3 MiB /m);
    expect(await onlyOf('offload', 'stats', 'lun', '--reset')).toMatchObject({ CLONE_RD: 0, CLONE_WR: 0, status: 'supported' });
    expect(await onlyOf('offload', 'stats', 'datastore1')).toMatchObject({ nasFastFileClone: 30 });
  });
});
