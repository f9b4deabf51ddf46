import { afterEach, describe, expect, test } from 'vitest';
import { arrayKinds, endedWell, Gate, newRequestId, overlay, powerWell, YardBench, type YardClient } from '../../fixtures/yard.ts';
import { customize, disksOf, draftOf, idOf, linuxValues, openWithMachines, windowsSecrets, windowsValues } from './customizationBench.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

async function remove(client: YardClient, name: string): Promise<void> {
  await endedWell(client, (await client.inventory.deleteVms({ ids: [await idOf(client, name)], requestId: newRequestId() })).taskId);
}
async function problems(client: YardClient): Promise<string[]> {
  return (await client.system.check()).problems;
}

describe.each(arrayKinds)('customizing a guest over the %s array', (kind) => {
  test('a Linux guest finds its name, its commands and its network on a disk that cloud-init looks for', async () => {
    const opened = await openWithMachines(bench, 1, { kind });
    const { client } = opened;
    const task = await customize(client, 'vdi-001', draftOf(linuxValues));
    expect(task).toMatchObject({ kind: 'customizeVm', result: { kind: 'customizeVm', specName: 'Web servers', computerName: 'vdi-001' } });
    const [disk, ...others] = await disksOf(opened);
    expect(others).toEqual([]);
    expect(disk?.label).toBe('CIDATA');
    expect([...(disk?.files.keys() ?? [])]).toEqual(['meta-data', 'user-data', 'network-config']);
    expect(disk?.files.get('meta-data')).toMatch(/^instance-id: "vdi-001-[0-9a-z]+"\nlocal-hostname: "vdi-001\.example\.org"\n$/);
    expect(disk?.files.get('user-data')).toBe(
      '#cloud-config\nhostname: "vdi-001"\nfqdn: "vdi-001.example.org"\npreserve_hostname: false\nmanage_etc_hosts: true\ntimezone: "Europe/Berlin"\nruncmd:\n  - "echo \\"a: b\\" > /etc/it\'s"\n',
    );
    const { nics, disks } = await client.inventory.vm({ id: await idOf(client, 'vdi-001') });
    expect(disk?.files.get('network-config')).toBe(
      `version: 2\nethernets:\n  nic0:\n    match:\n      macaddress: "${nics[0]?.macAddress}"\n    dhcp4: true\n    nameservers:\n      addresses:\n        - "10.0.0.2"\n      search:\n        - "example.org"\n`,
    );
    expect(disks.at(-1)).toMatchObject({ label: 'Customization disk', sizeBytes: 1_474_560, mechanismReason: 'Written for the customization specification "Web servers".' });
    expect(await problems(client)).toEqual([]);
  });

  test('a Windows guest finds an answer file in which nothing that people wrote can become an element', async () => {
    const opened = await openWithMachines(bench, 1, { kind });
    const { client } = opened;
    const vmId = await idOf(client, 'vdi-001');
    await customize(client, 'vdi-001', draftOf(windowsValues, windowsSecrets));
    const [disk] = await disksOf(opened);
    expect([...(disk?.files.keys() ?? [])]).toEqual(['Autounattend.xml', 'Unattend.xml']);
    const xml = disk?.files.get('Unattend.xml') ?? '';
    expect(disk?.files.get('Autounattend.xml')).toBe(xml);
    for (const line of [
      `<ComputerName>VDI-${vmId.slice('vm-'.length)}</ComputerName>`, '<RegisteredOwner>A &amp; B</RegisteredOwner>', '<RegisteredOrganization>Example &lt;Ltd&gt;</RegisteredOrganization>',
      '<TimeZone>W. Europe Standard Time</TimeZone>', '<ProductKey>ABCDE-12345-FGHIJ-67890-KLMNO</ProductKey>', '<JoinDomain>example.org</JoinDomain>', '<Password>Join-me-42</Password>',
      '<MachineObjectOU>OU=VDI,DC=example,DC=org</MachineObjectOU>', '<Value>Sesame&lt;&amp;&gt;&quot;1</Value>', '<LogonCount>1</LogonCount>', '<CommandLine>cmd /c echo 1 &amp; 2</CommandLine>', '<DhcpEnabled>true</DhcpEnabled>',
    ]) expect(xml).toContain(line);
    // Every element that is opened is closed in order.
    const open: string[] = [];
    for (const [, isEnd, name = ''] of xml.matchAll(/<(\/?)([A-Za-z0-9]+)(?: [^>]*)?>/g)) {
      if (isEnd) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
    const { applied } = await client.customization.applied({ vmId });
    expect(applied).toMatchObject({ computerName: `VDI-${vmId.slice('vm-'.length)}`, membership: 'Domain example.org', secretsOnDisk: ['adminPassword', 'productKey', 'domainPassword'], diskLabel: 'Customization disk' });
    for (const secret of Object.values(windowsSecrets)) expect(JSON.stringify(applied)).not.toContain(secret);
  });

  test('is refused for templates, for what is powered on, and for another number of adapters', async () => {
    const { client } = await openWithMachines(bench, 1, { kind });
    const { specId } = await client.customization.create(draftOf({ ...linuxValues, network: { kind: 'custom', nics: [{ kind: 'dhcp' }, { kind: 'dhcp' }] } }));
    const vmId = await idOf(client, 'vdi-001');
    const apply = async (id: typeof vmId): Promise<unknown> => client.customization.apply({ specId, vmId: id, requestId: newRequestId() });
    await expect(apply(vmId)).rejects.toMatchObject({ code: 'InvalidArgument', message: '"Web servers" is for 2 network adapters, but "vdi-001" has 1 network adapter.' });
    await expect(apply(await idOf(client, 'gold'))).rejects.toMatchObject({ code: 'InvalidState' });
    await powerWell(client, [vmId], 'powerOn');
    await expect(apply(vmId)).rejects.toMatchObject({ code: 'InvalidPowerState' });
    expect(await client.customization.applied({ vmId })).toEqual({ applied: null });
  });

  test('a second one takes the place of the first, and reverting to a snapshot from before leaves it', async () => {
    const opened = await openWithMachines(bench, 1, { kind });
    const { client } = opened;
    const vmId = await idOf(client, 'vdi-001');
    await endedWell(client, (await client.machines.createSnapshot({ vmId, name: 'before', description: '', requestId: newRequestId() })).taskId);
    await customize(client, 'vdi-001', draftOf(linuxValues));
    await customize(client, 'vdi-001', draftOf({ ...linuxValues, name: 'Other', computerName: { kind: 'fixed', name: 'alpha' } }));
    expect(await disksOf(opened)).toHaveLength(1);
    const { snapshots } = await client.machines.snapshots({ vmId });
    for (const { id: snapshotId } of snapshots) await endedWell(client, (await client.machines.revert({ vmId, snapshotId, requestId: newRequestId() })).taskId);
    expect((await disksOf(opened))[0]?.files.get('meta-data')).toContain('alpha.example.org');
    expect(await problems(client)).toEqual([]);
    await remove(client, 'vdi-001');
    expect(await disksOf(opened)).toEqual([]);
    expect(await problems(client)).toEqual([]);
  });
});

test('a crash while the disk is written leaves the machine as it was', async () => {
  const gate = new Gate();
  const opened = await openWithMachines(bench, 1, {
    wrap: (array) =>
      overlay(array, {
        write: async (id, offset, data) => {
          await array.write(id, offset, data);
          // Only the disk of a guest is that large at once.
          if (data.length === 1_474_560) await gate.pass();
        },
      }),
  });
  const vmId = await idOf(opened.client, 'vdi-001');
  const { specId } = await opened.client.customization.create(draftOf(linuxValues));
  const { taskId } = await opened.client.customization.apply({ specId, vmId, requestId: newRequestId() });
  await gate.reached;
  const crashed = bench.copyAsIfCrashed(opened.directory);
  gate.open();
  await endedWell(opened.client, taskId);
  const after = await bench.open(crashed);
  expect(await after.client.tasks.get({ id: taskId })).toMatchObject({ state: 'error', fault: { code: 'Interrupted', hint: 'The virtual machine is as it was. Customize it again.' } });
  expect(await disksOf(after)).toEqual([]);
  expect(await after.client.customization.applied({ vmId })).toEqual({ applied: null });
  expect(await problems(after.client)).toEqual([]);
});

test('addresses of a pool are given out once, stay over a restart, and are free again when their machine is gone', async () => {
  const opened = await openWithMachines(bench, 4);
  const { client, directory } = opened;
  const pool = { name: 'Lab', firstAddress: '10.1.0.10', lastAddress: '10.1.0.12', prefixLength: 24, gateway: '10.1.0.1' };
  const { poolId } = await client.customization.createPool(pool);
  const draft = draftOf({ ...linuxValues, network: { kind: 'custom', nics: [{ kind: 'pool', poolId }] } });
  for (const name of ['vdi-001', 'vdi-002', 'vdi-003']) await customize(client, name, draft);
  await expect(customize(client, 'vdi-004', draft)).rejects.toMatchObject({ code: 'LimitExceeded', data: { names: ['Lab'] } });
  // To be customized again is to keep the address.
  await customize(client, 'vdi-002', draft);
  const leases = async (of: YardClient): Promise<string[]> => ((await of.customization.list()).pools[0]?.leases ?? []).map(({ address, vmName }) => `${vmName} ${address}`).toSorted();
  expect(await leases(client)).toEqual(['vdi-001 10.1.0.10', 'vdi-002 10.1.0.11', 'vdi-003 10.1.0.12']);
  expect((await disksOf(opened)).map(({ files }) => /addresses:\n *- "(.+)"/.exec(files.get('network-config') ?? '')?.[1]).toSorted()).toEqual(['10.1.0.10/24', '10.1.0.11/24', '10.1.0.12/24']);
  await remove(client, 'vdi-002');
  await bench.close(opened);
  const again = await bench.open(directory);
  await customize(again.client, 'vdi-004', draft);
  expect(await leases(again.client)).toEqual(['vdi-001 10.1.0.10', 'vdi-003 10.1.0.12', 'vdi-004 10.1.0.11']);
  await expect(again.client.customization.removePool({ poolId })).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['Web servers'] } });
  expect(await problems(again.client)).toEqual([]);
});

test('no address is given out that a machine has already, whichever pool it came from', async () => {
  const { client } = await openWithMachines(bench, 4);
  const pool = (name: string) => ({ name, firstAddress: '10.1.0.10', lastAddress: '10.1.0.13', prefixLength: 24, gateway: '10.1.0.1' });
  const specOf = (name: string, nic: (typeof linuxValues & { network: { kind: 'custom' } })['network']['nics'][number]) => draftOf({ ...linuxValues, name, network: { kind: 'custom', nics: [nic] } });
  const addressOf = async (name: string): Promise<string | undefined> => (await client.customization.applied({ vmId: await idOf(client, name) })).applied?.nics[0]?.address?.address;
  const { poolId: first } = await client.customization.createPool(pool('Lab'));
  await customize(client, 'vdi-001', specOf('By pool', { kind: 'pool', poolId: first }));
  await customize(client, 'vdi-002', specOf('By hand', { kind: 'static', address: '10.1.0.11', prefixLength: 24, gateway: '10.1.0.1' }));
  const { specs } = await client.customization.list();
  for (const { id } of specs) await client.customization.remove({ specId: id });
  await client.customization.removePool({ poolId: first });
  const { poolId: second } = await client.customization.createPool(pool('Lab'));
  await customize(client, 'vdi-003', specOf('Again', { kind: 'pool', poolId: second }));
  await endedWell(client, (await client.lifecycle.unregister({ ids: [await idOf(client, 'vdi-003')], requestId: newRequestId() })).taskId);
  await customize(client, 'vdi-004', specOf('Again', { kind: 'pool', poolId: second }));
  expect([await addressOf('vdi-001'), await addressOf('vdi-002'), await addressOf('vdi-004')]).toEqual(['10.1.0.10', '10.1.0.11', '10.1.0.13']);
});
