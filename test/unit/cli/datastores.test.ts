import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataBytes, host, newOffloadYard } from './offloadYard.ts';

const { json, text, initialize, remove } = newOffloadYard();
beforeAll(() => initialize('golden', 'lun'));
afterAll(remove);

// One story, told in order: each step stands on the ones before.
describe('datastores on the command line', () => {
  it('show ahead what entering maintenance mode would move', async () => {
    await json(0, 'vm', 'clone', 'golden', 'web');
    const plan = await json(0, 'datastore', 'maintenance', 'enter', 'datastore1', '--plan');
    expect(plan).toMatchObject({ bytesToCopy: 2 * dataBytes, machines: [{ name: 'golden', isTemplate: true, targetName: 'lun' }, { name: 'web', targetName: 'lun' }], refusals: [] });
    expect(await text('datastore', 'maintenance', 'enter', 'datastore1', '--plan')).toMatch(/^Datastore +datastore1\n[^]*^Moves away +2 machines\n[^]*^golden +lun /m);
    expect(await json(1, 'datastore', 'maintenance', 'exit', 'datastore1')).toMatchObject({ fault: 'InvalidState' });
  });

  it('enter it, take nothing meanwhile, and exit it', async () => {
    expect(await json(0, 'datastore', 'maintenance', 'enter', 'datastore1', '--to', 'lun')).toMatchObject({ name: 'datastore1', moved: 2, failed: 0, bytesCopied: 2 * dataBytes });
    expect(await json(0, 'datastore', 'show', 'datastore1')).toMatchObject({ maintenanceMode: 'inMaintenance', logicalBytes: 0 });
    expect(await text('datastore', 'ls')).toMatch(/^datastore1 .* In maintenance mode /m);
    expect(await json(1, 'vm', 'clone', 'golden', 'db', '--datastore', 'datastore1')).toMatchObject({ fault: 'InvalidState', message: '"datastore1" is in maintenance mode.' });
    expect(await json(1, 'datastore', 'maintenance', 'enter', 'lun')).toMatchObject({ fault: 'InvalidState' });
    expect(await json(0, 'check')).toMatchObject({ problems: [] });
    expect(await text('datastore', 'maintenance', 'exit', 'datastore1')).toBe('"datastore1" has exited maintenance mode.\n');
    expect(await json(0, 'datastore', 'show', 'datastore1')).toMatchObject({ maintenanceMode: 'normal' });
  });

  it('are mounted on hosts and unmounted', async () => {
    expect(await json(1, 'datastore', 'unmount', 'lun', host)).toMatchObject({ fault: 'ResourceInUse', names: ['golden', 'web'] });
    expect(await text('datastore', 'unmount', 'datastore1', host)).toBe(`Unmounted "datastore1" from ${host}.\n`);
    expect(await json(0, 'datastore', 'show', 'datastore1')).toMatchObject({ unmountedFrom: [host] });
    expect(await json(1, 'vm', 'migrate', 'web', '--datastore', 'datastore1')).toMatchObject({ fault: 'InvalidState', message: `"datastore1" is not mounted on ${host}.` });
    expect(await json(0, 'datastore', 'mount', 'datastore1', host)).toMatchObject({ isMounted: true });
    expect(await json(0, 'vm', 'migrate', 'web', '--datastore', 'datastore1')).toMatchObject({ migrated: 1 });
    expect(await json(0, 'volume', 'set', 'lun', '--autogrow', '2TiB@90+10GiB')).toMatchObject({ autogrow: { atPercent: 90, incrementBytes: 10 * 1024 ** 3 } });
    expect(await json(0, 'check')).toMatchObject({ problems: [] });
  });
});
