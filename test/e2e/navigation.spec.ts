/** Getting about: four views of one inventory, addresses that can be passed on, the way back, and what was open last. */
import { expect, test } from './yard.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('an administrator finds the way through four views, by links and by keys', async ({ yard, client }) => {
  const { page } = client;
  await yard.command('init', '--sample');
  await yard.serve();
  await client.open(yard.url);
  const back = page.getByRole('button', { name: /^Back/ });
  const forward = page.getByRole('button', { name: /^Forward/ });
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

  await test.step('networks have a view of their own, with who is on them', async () => {
    await client.showView('Networking');
    await client.select('Desktops VLAN 120');
    await client.expectFact(client.card('Network'), 'VLAN', '120');
    await client.expectFact(client.card('Network'), 'Hosts', '8');
    await client.openTab('VMs');
    const grid = client.grid('Virtual machines in Desktops VLAN 120');
    await expect(grid).toHaveAttribute('aria-rowcount', '21');
    await client.openTab('Hosts');
    await expect(client.row(client.grid('Hosts of Desktops VLAN 120'), 'esx-05.yard.local')).toBeVisible();
  });

  await test.step('back and forward say where they lead', async () => {
    await client.find('web-03');
    await expect(back).toHaveAccessibleName('Back to Desktops VLAN 120, Hosts');
    await expect(forward).toBeDisabled();
    await back.click();
    await client.expectPage('Desktops VLAN 120');
    await expect(forward).toHaveAccessibleName('Forward to web-03');
    await page.keyboard.press('Alt+ArrowRight');
    await client.expectPage('web-03');
    await page.reload();
    await client.expectPage('web-03');
    await expect(back).toHaveAccessibleName('Back to Desktops VLAN 120, Hosts');
  });

  await test.step('the keys switch views and keep the object where the view has it', async () => {
    await page.keyboard.press('Control+Shift+KeyH');
    await expect(page.getByRole('tree', { name: 'Hosts and clusters' })).toBeVisible();
    await client.expectPage('web-03');
    await page.keyboard.press('Control+Shift+KeyV');
    await expect(page.getByRole('tree', { name: 'VMs and templates' })).toBeVisible();
    await client.expectPage('web-03');
    await page.keyboard.press('Control+Shift+KeyD');
    await expect(page.getByRole('tree', { name: 'Storage' })).toBeVisible();
    await client.expectPage('vcenter.yard.local');
    await page.keyboard.press('Control+Shift+KeyN');
    await expect(page.getByRole('tree', { name: 'Networking' })).toBeVisible();
    await page.keyboard.press('?');
    await expect(client.dialog('Keyboard shortcuts')).toContainText('Ctrl+Shift+N');
    await page.keyboard.press('Escape');
  });

  await test.step('a machine leads to what it uses, and each list leads on', async () => {
    await client.find('web-03');
    await client.openTab('Networks');
    await client.grid('Networks of web-03').getByRole('link', { name: 'Production VLAN 110' }).click();
    await client.expectPage('Production VLAN 110');
    await client.find('prod-cluster-01');
    await client.openTab('Hosts');
    const grid = client.grid('Hosts of prod-cluster-01');
    await expect(await client.cell(grid, client.row(grid, 'esx-02.yard.local'), 'Cores')).toHaveText('32');
    await client.row(grid, 'esx-02.yard.local').getByRole('gridcell').nth(1).dblclick();
    await client.expectPage('esx-02.yard.local');
  });

  await test.step('the same menu copies the same link from the page, the tree and a list', async () => {
    await client.act('Copy link');
    await expect(page.getByText('Link to esx-02.yard.local copied.')).toBeVisible();
    const link = await copied();
    expect(new URL(link).hash).toMatch(/^#\/hosts\/host-\d+\/summary$/);
    await client.treeItem('esx-02.yard.local').click({ button: 'right' });
    await expect(page.getByRole('menu', { name: 'Actions for esx-02.yard.local' })).toBeVisible();
    await client.menuItem('Copy link').click();
    expect(await copied()).toBe(link);
    await client.find('prod-cluster-01');
    await client.openTab('Hosts');
    await client.row(client.grid('Hosts of prod-cluster-01'), 'esx-01.yard.local').getByRole('gridcell').nth(1).click({ button: 'right' });
    await client.menuItem('Copy link').click();
    await expect(page.getByText('Link to esx-01.yard.local copied.')).toBeVisible();
    expect(await copied()).not.toBe(link);
    await page.goto(link);
    await client.expectPage('esx-02.yard.local');
    // The search takes it as well, as a window without an address bar needs it.
    await client.find('vdi-cluster-01');
    await client.search.fill(link);
    await client.expectPage('esx-02.yard.local');
  });

  await test.step('what was open last is a menu away', async () => {
    await page.getByRole('button', { name: 'Recent objects' }).focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('menu', { name: 'Recent objects' });
    await expect(menu.getByRole('menuitem').first()).toHaveText('vdi-cluster-01');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await client.expectPage('prod-cluster-01');
  });
});
