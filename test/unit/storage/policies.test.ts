import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { cloneSpec, newRequestId, vmNamed, type YardClient } from '../../fixtures/yard.ts';
import type { PolicyState } from '../../../shared/contract/policies.ts';
import { objectIdSchema, storagePolicyIdSchema } from '../../../shared/ids.ts';
import { noRules, type PolicyFacts, type PolicyRules, type PolicyValues } from '../../../shared/model/policies.ts';
import { PolicyBook } from '../../../shared/storagePolicy.ts';
import { mibBytes } from '../../../shared/units.ts';
import { StorageBench, runWell, volumeNamed } from './harness.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

const values = (name: string, rules: Partial<PolicyRules> = { type: 'NFS' }): PolicyValues => ({ name, description: '', rules: { ...noRules, ...rules } });

async function factsOf(client: YardClient, name: string): Promise<PolicyFacts> {
  const found = (await client.policies.state()).datastores.find((datastore) => datastore.name === name);
  if (!found) throw new Error(`There is no datastore ${name}.`);
  return found;
}

describe('storage policies', () => {
  test('are made, changed and deleted, each under a name of its own', async () => {
    const { client } = await bench.open({ kind: 'memory' }, 0);
    const gold = await client.policies.create(values('Gold', { primitives: ['nasReserveSpace', 'nasFastFileClone', 'nasReserveSpace'] }));
    expect(gold).toMatchObject({ version: 1, values: { rules: { primitives: ['nasFastFileClone', 'nasReserveSpace'] } } });
    await expect(client.policies.create(values('GOLD'))).rejects.toMatchObject({ code: 'DuplicateName' });
    await expect(client.policies.create(values('datastore default'))).rejects.toMatchObject({ code: 'DuplicateName' });
    await expect(client.policies.create(values('Nothing', {}))).rejects.toMatchObject({ code: 'InvalidArgument' });
    const changed = await client.policies.update({ id: gold.id, version: 1, values: values('Silver') });
    expect(changed).toMatchObject({ id: gold.id, version: 2, values: { name: 'Silver' } });
    await expect(client.policies.update({ id: gold.id, version: 1, values: values('Bronze') })).rejects.toMatchObject({ code: 'InvalidState' });
    await client.policies.remove({ id: gold.id });
    await expect(client.policies.remove({ id: gold.id })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    // An id is never given out twice, so no machine gets another policy than its own.
    expect((await client.policies.create(values('Gold'))).id).not.toBe(gold.id);
  });

  test('last, with who has them, over a restart', async () => {
    const opened = await bench.open({}, 2);
    const policy = await opened.client.policies.create(values('Gold'));
    const machines = await allVms(opened.client);
    expect(await opened.client.policies.assign({ vmIds: machines.map(({ id }) => id), policyId: policy.id })).toEqual({ changed: 3 });
    expect(await opened.client.policies.assign({ vmIds: machines.map(({ id }) => id), policyId: policy.id })).toEqual({ changed: 0 });
    await bench.yards.close(opened);
    const { client } = await bench.yards.open(opened.directory);
    expect((await client.policies.state()).policies).toEqual([policy]);
    expect((await allVms(client)).map(({ policyId }) => policyId)).toEqual([policy.id, policy.id, policy.id]);
    expect(await client.policies.assign({ vmIds: [opened.template.id], policyId: null })).toEqual({ changed: 1 });
    expect(await vmNamed(client, 'gold')).not.toHaveProperty('policyId');
    expect((await client.system.check({ isDeep: false })).problems).toEqual([]);
  });

  test('are not deleted while somebody has them, unregistered machines among them', async () => {
    const { client, template } = await bench.open({ kind: 'memory' }, 1);
    const { id: policyId } = await client.policies.create(values('Gold'));
    const vm = await vmNamed(client, 'vdi-001');
    await client.policies.assign({ vmIds: [template.id, vm.id], policyId });
    await expect(client.policies.remove({ id: policyId })).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['gold', 'vdi-001'] } });
    await client.policies.assign({ vmIds: [template.id], policyId: null });
    await runWell(client, (requestId) => client.lifecycle.unregister({ ids: [vm.id], requestId }));
    await expect(client.policies.remove({ id: policyId })).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['vdi-001'] } });
  });

  test('are given to all or to none', async () => {
    const { client, template } = await bench.open({ kind: 'memory' }, 0);
    const { id: policyId } = await client.policies.create(values('Gold'));
    await expect(client.policies.assign({ vmIds: [template.id, objectIdSchema.parse('vm-999')], policyId })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    await expect(client.policies.assign({ vmIds: [template.id], policyId: storagePolicyIdSchema.parse('policy-99') })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    expect(await vmNamed(client, 'gold')).not.toHaveProperty('policyId');
  });
});

describe('what a datastore has', () => {
  test('follows its device, its volume and its name', async () => {
    const { client, volume } = await bench.open({ kind: 'memory' }, 0);
    expect(await factsOf(client, 'datastore1')).toMatchObject({ type: 'NFS', sharesClones: 'usable', isDedupeOn: false, guarantee: 'none', arrayName: 'Filer A' });
    const datastoreId = volume.datastore?.id;
    if (datastoreId === undefined) throw new Error('The volume has no datastore.');
    await client.offload.setDatastore({ datastoreId, switches: { isMoveOn: false } });
    await client.storage.setDedupe({ volumeId: volume.id, isOn: true });
    const facts = await factsOf(client, 'datastore1');
    expect(facts).toMatchObject({ sharesClones: 'switchedOff', isDedupeOn: true });
    expect(facts.primitives.find(({ primitive }) => primitive === 'nasFullFileClone')?.usability).toBe('switchedOff');
    expect(facts.primitives.find(({ primitive }) => primitive === 'nasReserveSpace')?.usability).toBe('usable');
    await client.offload.setDatastore({ datastoreId, profile: 'plain' });
    expect(await factsOf(client, 'datastore1')).toMatchObject({ sharesClones: null, primitives: [], arrayName: 'Plain storage E' });
  });

  test('tells arrays that share from arrays that copy', async () => {
    const { client } = await bench.open({ kind: 'memory' }, 0);
    await client.storage.createVolume({ name: 'block', settings: { sizeBytes: 64 * mibBytes, guarantee: 'volume' }, type: 'VMFS', datacenterId: null });
    expect(await factsOf(client, 'block')).toMatchObject({ type: 'VMFS', sharesClones: 'usable', guarantee: 'volume', freePercent: 100 });
    const { datastoreId } = await factsOf(client, 'block');
    await client.offload.setDatastore({ datastoreId, profile: 'blockCopy' });
    expect((await factsOf(client, 'block')).sharesClones).toBeNull();
  });
});

describe('compliance', () => {
  test('is looked up by policy and datastore, and says who is not and why', async () => {
    const { client, volume } = await bench.open({ kind: 'memory' }, 3);
    const { id } = await client.policies.create(values('Instant clones', { sharesClones: true }));
    const vms = (await allVms(client)).filter((vm) => !vm.isTemplate);
    await client.policies.assign({ vmIds: vms.map((vm) => vm.id), policyId: id });
    expect(await client.policies.compliance({ id })).toMatchObject({ nonCompliantCount: 0, nonCompliant: [], datastores: [{ name: 'datastore1', shortfalls: [], vmCount: 3 }] });
    const datastoreId = volume.datastore?.id;
    if (datastoreId === undefined) throw new Error('The volume has no datastore.');
    await client.offload.setDatastore({ datastoreId, profile: 'plain' });
    const found = await client.policies.compliance({ id });
    expect(found.nonCompliant.map(({ name }) => name)).toEqual(['vdi-001', 'vdi-002', 'vdi-003']);
    expect(found.datastores).toMatchObject([{ vmCount: 3, shortfalls: ['Cloning by sharing blocks: the array does not offer it.'] }]);
    const book = new PolicyBook(await client.policies.state());
    expect((await allVms(client)).map((vm) => book.stateOf(vm))).toEqual(['none', 'nonCompliant', 'nonCompliant', 'nonCompliant']);
  });

  test('of machines that were moved is that of their new datastore', async () => {
    const { client, template } = await bench.open({}, 1);
    await client.storage.createVolume({ name: 'block', settings: { sizeBytes: 64 * mibBytes }, type: 'VMFS', datacenterId: null });
    const { id } = await client.policies.create(values('NFS only'));
    const vm = await vmNamed(client, 'vdi-001');
    await client.policies.assign({ vmIds: [vm.id], policyId: id });
    const target = (await volumeNamed(client, 'block')).datastore;
    if (!target) throw new Error('The volume has no datastore.');
    const { taskId } = await client.migration.start({ spec: { vmIds: [vm.id], hostId: null, datastoreId: target.id }, requestId: newRequestId() });
    await client.tasks.wait({ id: taskId });
    expect(await client.policies.compliance({ id })).toMatchObject({ nonCompliantCount: 1, nonCompliant: [{ name: 'vdi-001', datastoreId: target.id }] });
    expect((await vmNamed(client, template.name)).policyId).toBeUndefined();
  });
});

describe('a machine with a disk on another datastore', () => {
  test('complies where both fit, and is warned of either', async () => {
    const { client, template, volume } = await bench.open({}, 1);
    const block = (await client.storage.createVolume({ name: 'block', settings: { sizeBytes: 64 * mibBytes }, type: 'VMFS', datacenterId: null })).datastore;
    const home = volume.datastore;
    if (!block || !home) throw new Error('A volume has no datastore.');
    const { id: policyId } = await client.policies.create(values('NFS only'));
    const warning = '"block" does not fit the storage policy "NFS only". It is VMFS; the policy asks for NFS.';
    const addDisks = [{ sizeBytes: mibBytes, format: 'thin' as const, datastoreId: block.id }];
    const deployed = { templateId: template.id, name: 'web', folderId: null, computeId: null, datastoreId: null, hardware: { addDisks, growDisks: [], addNics: [], changeNics: [], removeNics: [] }, customizationId: null, powerOn: false, policyId };
    expect((await client.deploy.plan(deployed)).warnings).toContain(warning);
    await runWell(client, (requestId) => client.deploy.start({ spec: deployed, requestId }));
    const web = await vmNamed(client, 'web');
    expect(web).toMatchObject({ datastoreId: home.id, otherDatastoreIds: [block.id] });
    expect(await client.policies.compliance({ id: policyId })).toMatchObject({
      nonCompliantCount: 1, nonCompliant: [{ name: 'web', datastoreId: block.id }],
      datastores: [{ name: home.name, vmCount: 1, shortfalls: [] }, { name: 'block', vmCount: 1 }],
    });
    const { disks } = await client.inventory.vm({ id: web.id });
    const apart = disks.find(({ datastoreId }) => datastoreId === block.id);
    if (!apart) throw new Error('No disk lies apart.');
    const back = { vmIds: [web.id], hostId: null, datastoreId: null, diskPlacement: [{ label: apart.label, datastoreId: home.id }] };
    expect((await client.migration.plan(back)).warnings.filter((text) => text.includes('fit'))).toEqual([]);
    await runWell(client, (requestId) => client.migration.start({ spec: back, requestId }));
    expect(await client.policies.compliance({ id: policyId })).toMatchObject({ nonCompliantCount: 0, datastores: [{ vmCount: 1 }, { vmCount: 0 }] });
    const again = { ...back, diskPlacement: [{ label: apart.label, datastoreId: block.id }] };
    expect((await client.migration.plan(again)).warnings).toContain(warning);
    // Rapid clones of one that lies on both have each disk beside its original.
    await runWell(client, (requestId) => client.migration.start({ spec: again, requestId }));
    expect((await client.cloning.plan(cloneSpec(web.id, 2, { pattern: 'new-{n}' }))).warnings).toContain(warning);
    expect((await client.cloning.plan(cloneSpec(web.id, 2, { pattern: 'new-{n}', datastoreId: home.id }))).warnings).not.toContain(warning);
    expect((await client.system.check({ isDeep: false })).problems).toEqual([]);
  });
});

describe('machines that are made', () => {
  const hardware = { addDisks: [], growDisks: [], addNics: [], changeNics: [], removeNics: [] };

  test('have the policy of what they are made from, unless another one is asked for', async () => {
    const { client, template } = await bench.open({}, 0);
    const [gold, silver] = [await client.policies.create(values('Gold')), await client.policies.create(values('Silver'))];
    await client.policies.assign({ vmIds: [template.id], policyId: gold.id });
    const deploy = async (name: string, policyId?: typeof gold.id | null): Promise<void> => {
      const spec = { templateId: template.id, name, folderId: null, computeId: null, datastoreId: null, hardware, customizationId: null, powerOn: false, ...(policyId !== undefined && { policyId }) };
      await runWell(client, (requestId) => client.deploy.start({ spec, requestId }));
    };
    await deploy('same');
    await deploy('other', silver.id);
    await deploy('none', null);
    await runWell(client, (requestId) => client.cloning.start({ spec: cloneSpec(template.id, 1), requestId }));
    await runWell(client, (requestId) => client.cloning.start({ spec: cloneSpec(template.id, 1, { pattern: 'silver-{n}', policyId: silver.id }), requestId }));
    const clone = { vmId: template.id, snapshotId: null, folderId: null, computeId: null, datastoreId: null, powerOn: false };
    await runWell(client, (requestId) => client.machines.clone({ spec: { ...clone, name: 'cloned' }, requestId }));
    await runWell(client, (requestId) => client.machines.clone({ spec: { ...clone, name: 'cloned-silver', policyId: silver.id }, requestId }));
    await runWell(client, (requestId) => client.machines.clone({ spec: { ...clone, name: 'cloned-default', policyId: null }, requestId }));
    const unknown = client.machines.clone({ spec: { ...clone, name: 'never', policyId: storagePolicyIdSchema.parse('policy-99') }, requestId: newRequestId() });
    await expect(unknown).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    const policies = Object.fromEntries((await allVms(client)).map(({ name, policyId }) => [name, policyId]));
    expect(policies).toEqual({ gold: gold.id, same: gold.id, other: silver.id, none: undefined, 'vdi-001': gold.id, 'silver-1': silver.id, cloned: gold.id, 'cloned-silver': silver.id, 'cloned-default': undefined });
    expect((await client.system.check({ isDeep: false })).problems).toEqual([]);
  });

  test('are told by their plan what their datastore falls short of, and made nevertheless', async () => {
    const { client, template } = await bench.open({ kind: 'memory' }, 1);
    const { id: policyId } = await client.policies.create(values('Deduped', { dedupe: 'on' }));
    const spec = { templateId: template.id, name: 'web', folderId: null, computeId: null, datastoreId: null, hardware, customizationId: null, powerOn: false };
    const reason = '"datastore1" does not fit the storage policy "Deduped". Dedupe is off; the policy asks for on.';
    expect((await client.deploy.plan(spec)).warnings).not.toContain(reason);
    expect(await client.deploy.plan({ ...spec, policyId })).toMatchObject({ warnings: [reason], refusals: [] });
    expect((await client.cloning.plan(cloneSpec(template.id, 2, { pattern: 'new-{n}', policyId }))).warnings).toContain(reason);
    await runWell(client, (requestId) => client.deploy.start({ spec: { ...spec, policyId }, requestId }));
    expect(await client.policies.compliance({ id: policyId })).toMatchObject({ nonCompliantCount: 1, nonCompliant: [{ name: 'web' }] });
    const gone = storagePolicyIdSchema.parse('policy-77');
    await expect(client.deploy.plan({ ...spec, name: 'web-2', policyId: gone })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    await expect(client.cloning.start({ spec: cloneSpec(template.id, 1, { pattern: 'new-{n}', policyId: gone }), requestId: newRequestId() })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
  });

  test('get another one with their move, when that is asked for', async () => {
    const { client, volume } = await bench.open({}, 2);
    const target = (await client.storage.createVolume({ name: 'block', settings: { sizeBytes: 64 * mibBytes }, type: 'VMFS', datacenterId: null })).datastore;
    if (!target || !volume.datastore) throw new Error('A volume has no datastore.');
    const [nfs, vmfs] = [await client.policies.create(values('NFS')), await client.policies.create(values('VMFS', { type: 'VMFS' }))];
    const vms = (await allVms(client)).filter((vm) => !vm.isTemplate);
    const [first, second] = vms;
    if (!first || !second) throw new Error('There are no machines.');
    await client.policies.assign({ vmIds: [first.id, second.id], policyId: nfs.id });
    const spec = { vmIds: [first.id, second.id], hostId: null, datastoreId: target.id };
    expect((await client.migration.plan(spec)).warnings).toContain('"block" does not fit the storage policy of "vdi-001", "vdi-002": 2 machines do not comply there. It is VMFS; the policy asks for NFS.');
    expect((await client.migration.plan({ ...spec, vmIds: [first.id] })).warnings).toContain('"block" does not fit the storage policy "NFS". It is VMFS; the policy asks for NFS.');
    expect((await client.migration.plan({ ...spec, policyId: vmfs.id })).warnings.filter((warning) => warning.includes('fit'))).toEqual([]);
    await runWell(client, (requestId) => client.migration.start({ spec: { ...spec, vmIds: [first.id], policyId: vmfs.id }, requestId }));
    await runWell(client, (requestId) => client.migration.start({ spec: { ...spec, vmIds: [second.id] }, requestId }));
    expect([(await vmNamed(client, first.name)).policyId, (await vmNamed(client, second.name)).policyId]).toEqual([vmfs.id, nfs.id]);
  });

  test('of nothing have none unless one is asked for', async () => {
    const { client, template, volume } = await bench.open({ kind: 'memory' }, 0);
    const { id: policyId } = await client.policies.create(values('Gold'));
    const computeId = template.hostId;
    if (!volume.datastore) throw new Error('The volume has no datastore.');
    const spec = { folderId: template.folderId, computeId, datastoreId: volume.datastore.id, guestOs: 'Other', cpuCount: 1, memoryBytes: 64 * mibBytes, disks: [], nics: [] };
    await runWell(client, (requestId) => client.hardware.create({ spec: { ...spec, name: 'plain' }, requestId }));
    await runWell(client, (requestId) => client.hardware.create({ spec: { ...spec, name: 'golden', policyId }, requestId }));
    expect([(await vmNamed(client, 'plain')).policyId, (await vmNamed(client, 'golden')).policyId]).toEqual([undefined, policyId]);
  });
});

describe('the stream', () => {
  test('tells everything at first, then again when a policy or a datastore has become another, and nothing else', async () => {
    const { client, volume } = await bench.open({ kind: 'memory' }, 0);
    const stream = await client.policies.watch();
    const next = async (): Promise<PolicyState> => {
      const result = await stream.next();
      if (result.done === true) throw new Error('The stream has ended.');
      return result.value;
    };
    expect(await next()).toMatchObject({ policies: [], datastores: [{ name: 'datastore1', isDedupeOn: false }] });
    const policy = await client.policies.create(values('Gold'));
    expect((await next()).policies).toEqual([policy]);
    await client.storage.setDedupe({ volumeId: volume.id, isOn: true });
    const after = await next();
    expect(after.datastores).toMatchObject([{ isDedupeOn: true }]);
    await client.policies.remove({ id: policy.id });
    expect((await next()).policies).toEqual([]);
    await stream.return(undefined);
  });

  test('tells who comes later of a change that goes back to what was told to somebody before', async () => {
    const { client, volume } = await bench.open({ kind: 'memory' }, 0);
    const datastoreId = volume.datastore?.id;
    if (datastoreId === undefined) throw new Error('The volume has no datastore.');
    const setMove = (isMoveOn: boolean): Promise<unknown> => client.offload.setDatastore({ datastoreId, switches: { isMoveOn } });
    const nextOf = async (stream: Awaited<ReturnType<typeof client.policies.watch>>): Promise<unknown> => {
      const result = await stream.next();
      return result.done === true ? null : result.value.datastores.map(({ sharesClones }) => sharesClones);
    };
    const first = await client.policies.watch();
    expect(await nextOf(first)).toEqual(['usable']);
    await setMove(false);
    expect(await nextOf(first)).toEqual(['switchedOff']);
    await first.return(undefined);
    await setMove(true);
    const second = await client.policies.watch();
    expect(await nextOf(second)).toEqual(['usable']);
    await setMove(false);
    expect(await nextOf(second)).toEqual(['switchedOff']);
    await second.return(undefined);
  });
});
