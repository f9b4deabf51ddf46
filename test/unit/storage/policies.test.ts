import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { newRequestId, vmNamed, type YardClient } from '../../fixtures/yard.ts';
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
});
