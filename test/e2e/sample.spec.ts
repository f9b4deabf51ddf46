/** The first start: a sample yard is made by itself, or an empty one on request. */
import { datastoresSchema, machinesSchema, templatesSchema } from './answers.ts';
import { expect, test } from './yard.ts';

test('the first start makes the sample yard and shows its progress', async ({ yard, client }) => {
  await yard.serve();
  await client.page.goto(yard.url);
  await expect(client.page.getByRole('heading', { name: 'Preparing your yard' })).toBeVisible();
  await expect(client.page.getByRole('progressbar')).toBeVisible();
  await expect(client.page.getByRole('main')).toContainText(yard.dataDirectory);
  await expect(client.tree).toBeVisible({ timeout: 60_000 });
  await client.expectPage('vcenter.yard.local');
  await client.expectCompleted('Set up sample yard');

  const contents = client.card('vCenter');
  await client.expectFact(contents, 'Hosts', '8');
  await client.expectFact(contents, 'Datastores', '3');
  await client.expectFact(contents, 'Virtual machines', /^40 \(\d+ powered on\)$/);
  await client.expectFact(contents, 'Templates', '3');

  const machines = await yard.ask(machinesSchema, 'vm', 'ls');
  const templates = await yard.ask(templatesSchema, 'template', 'ls');
  const datastores = await yard.ask(datastoresSchema, 'datastore', 'ls');
  expect([machines.length, templates.length, datastores.length]).toEqual([40, 3, 3]);

  await test.step('what is shown of all machines adds up', async () => {
    const space = client.card('Space of its virtual machines');
    const shown = async (label: string) => await client.bytes(space, label);
    const [provisioned, logical, unique, shared] = [await shown('Provisioned'), await shown('Logical'), await shown('Unique'), await shown('Shared')];
    const disks = [...machines, ...templates];
    expect(provisioned).toBe(disks.reduce((sum, disk) => sum + disk.provisionedBytes, 0));
    expect(unique).toBe(disks.reduce((sum, disk) => sum + disk.uniqueBytes, 0));
    expect(logical).toBe(unique + shared);
    expect(provisioned).toBeGreaterThan(logical);
    expect(unique).toBeGreaterThan(0);
    expect(await shown('Zero or not written')).toBe(provisioned - logical);
  });

  await test.step('so does each datastore', async () => {
    await client.showView('Storage');
    for (const datastore of datastores) {
      await client.select(datastore.name);
      const sharing = client.card('From provisioned to stored');
      const [provisioned, logical] = [await client.bytes(sharing, 'Provisioned'), await client.bytes(sharing, 'Logical')];
      const [physical, saved] = [await client.bytes(sharing, 'Physical'), await client.bytes(sharing, 'Saved')];
      expect([provisioned, logical, physical]).toEqual([datastore.provisionedBytes, datastore.logicalBytes, datastore.physicalBytes]);
      expect(provisioned).toBeGreaterThanOrEqual(logical);
      expect(saved).toBe(logical - physical);
      expect(saved).toBeGreaterThan(0);
    }
  });
});

test('"Start empty instead" leads to an empty yard that can be used', async ({ yard, client }) => {
  await yard.serve();
  await client.page.goto(yard.url);
  await client.page.getByRole('button', { name: 'Start empty instead' }).click();
  await expect(client.tree).toBeVisible({ timeout: 60_000 });
  const contents = client.card('vCenter');
  await client.expectFact(contents, 'Virtual machines', '0 (0 powered on)');
  await client.expectFact(contents, 'Templates', '0');
  await client.expectFact(contents, 'Hosts', '1');
  const [datastore, ...others] = await yard.ask(datastoresSchema, 'datastore', 'ls');
  expect(others).toEqual([]);
  expect(datastore).toMatchObject({ provisionedBytes: 0, logicalBytes: 0, physicalBytes: 0 });
  await client.openTab('VMs');
  await expect(client.page.getByRole('main')).toContainText('No virtual machines here');
  await client.page.getByRole('main').getByRole('button', { name: 'Import template' }).click();
  await expect(client.dialog('Import template')).toBeVisible();
});
