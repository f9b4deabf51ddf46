import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataBytes, host, newOffloadYard } from './offloadYard.ts';

const { json, text, initialize, remove } = newOffloadYard();
beforeAll(() => initialize('golden', 'lun'));
afterAll(remove);

// One story, told in order: each step stands on the ones before.
describe('migrating on the command line', () => {
  it('begins with a template of a template', async () => {
    expect(await json(0, 'vm', 'clone', 'golden', 'golden-2', '--template')).toMatchObject({ isTemplate: true, mechanism: 'fileClone' });
    expect(Object.values(await json(0, 'template', 'ls'))).toMatchObject([{ name: 'golden' }, { name: 'golden-2' }]);
    expect(await json(1, 'vm', 'clone', 'golden', 'golden-3', '--template', '--power-on')).toMatchObject({ fault: 'InvalidArgument' });
    expect(await json(1, 'vm', 'migrate', 'golden-2', '--datastore', 'lun')).toMatchObject({ fault: 'NotSupported', names: ['golden-2'] });
  });

  it('shows ahead what would happen', async () => {
    for (const name of ['web', 'db']) await json(0, 'vm', 'clone', 'golden', name);
    const plan = await json(0, 'vm', 'migrate', 'web', '--datastore', 'lun', '--plan');
    expect(plan).toMatchObject({
      bytesToCopy: dataBytes, estimateMs: null, machines: [{ name: 'web', isHostChanged: false, isDatastoreChanged: true, mechanism: 'hostCopy', refusal: null }],
      mechanisms: [{ mechanism: 'hostCopy', count: 1, decision: { operation: 'migrate', firstFailed: 'datastoreTypes' } }],
      datastores: [{ name: 'lun', role: 'target' }, { name: 'datastore1', role: 'source' }],
    });
    const told = await text('vm', 'migrate', 'web', '--datastore', 'lun', '--plan');
    expect(told).toMatch(/^Migrates +1 virtual machine\n[^]*^To datastore +lun\n[^]*^Copies +3 MiB\n[^]*^Warning: Blocks are shared within one datastore only: 3 MiB /m);
    expect(told).toContain('How the disks of 1 virtual machine would be moved');
    expect(await json(0, 'vm', 'show', 'web')).toMatchObject({ datastore: 'datastore1' });
  });

  it('copies what it says, and the trail tells how', async () => {
    await json(0, 'vm', 'power', 'on', 'db');
    const done = await json(1, 'vm', 'migrate', 'web', 'golden-2', '--datastore', 'lun', '--format', 'lazy');
    expect(done).toMatchObject({ migrated: 1, failed: 1, mechanisms: [{ mechanism: 'hostCopy', count: 1 }], bytesCopied: dataBytes });
    expect(await json(0, 'vm', 'show', 'web')).toMatchObject({ datastore: 'lun', disks: [{ format: 'lazyZeroedThick', mechanism: 'hostCopy' }] });
    expect(await json(0, 'vm', 'compare', 'web', 'golden')).toMatchObject({ identical: true });
    expect(await json(0, 'offload', 'explain', 'web')).toMatchObject({ made: { operation: 'clone' }, later: [{ operation: 'migrate', task: done['task'], mechanism: 'hostCopy', sourceDatastoreName: 'datastore1', datastoreName: 'lun' }] });
    expect(await text('offload', 'trails')).toMatch(/^trail-\d+ .* Migrate .* Software data mover /m);
    expect(await text('task', 'show', String(done['task']))).toContain('"golden-2" is a template, and templates are not migrated.');
    expect(await json(0, 'check')).toMatchObject({ problems: [] });
  });

  it('is refused with the next step', async () => {
    expect(await json(0, 'vm', 'migrate', 'db', '--datastore', 'lun')).toMatchObject({ migrated: 1 });
    expect(await json(0, 'vm', 'show', 'db')).toMatchObject({ datastore: 'lun', powerState: 'poweredOn' });
    expect(await json(1, 'vm', 'migrate', 'db', '--host', host)).toMatchObject({ fault: 'InvalidState' });
    expect(await json(1, 'vm', 'migrate', 'db')).toMatchObject({ fault: 'InvalidArgument' });
    expect(await json(1, 'vm', 'migrate', 'web', '--datastore', 'lun', '--plan')).toMatchObject({ fault: 'InvalidState' });
  });
});
