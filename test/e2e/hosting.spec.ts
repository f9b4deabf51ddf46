/** What is around machines: clusters, hosts and networks made and removed, and a host taken out of use and back. */
import { openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

test('a cluster is built, a host enters maintenance mode and its machines leave it, and nothing is removed that is in use', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await yard.command('vm', 'power', 'on', 'vm-1', 'vm-2');
  const { page } = client;
  const notices = page.getByRole('region', { name: 'Notifications' });
  const ok = (title: string) => client.button('OK', client.dialog(title)).click();

  await test.step('a cluster with two hosts, what is wrong told beside it', async () => {
    await client.showView('Hosts and clusters');
    await client.select('Datacenter');
    await client.act(/^New cluster…/);
    await client.dialog('New cluster').getByRole('textbox', { name: 'Cluster name' }).fill('Lab cluster');
    await page.keyboard.press('Enter');
    await expect(client.treeItem('Lab cluster')).toBeVisible();
    await client.select('Lab cluster');
    for (const number of [1, 2]) {
      await client.act(/^Add host…/);
      const dialog = client.dialog('Add host');
      const address = dialog.getByRole('textbox', { name: 'Host name or IP address' });
      if (number === 1) {
        await ok('Add host');
        await expect(address).toHaveAccessibleDescription(/A name is needed/);
        await dialog.getByRole('textbox', { name: 'Memory' }).fill('much');
        await ok('Add host');
        await expect(dialog.getByRole('textbox', { name: 'Memory' })).toHaveAccessibleDescription(/up to 24 TiB/);
        await dialog.getByRole('textbox', { name: 'Memory' }).fill('256');
      }
      await address.fill(`lab-0${number}.test`);
      await ok('Add host');
      await expect(notices).toContainText(`Added host lab-0${number}.test.`);
    }
    await expect(client.treeItem('lab-02.test')).toHaveAttribute('aria-level', '4');
  });

  await test.step('machines go there; the host they are on is taken out of use, and they go to the other', async () => {
    await yard.command('vm', 'migrate', 'vm-1', 'vm-2', 'vm-3', '--host', 'lab-01.test');
    await client.select('lab-01.test');
    await client.act(/^Enter maintenance mode…/);
    const dialog = page.getByRole('alertdialog', { name: 'Enter maintenance mode: lab-01.test' });
    await expect(dialog).toContainText('2 running machines will be migrated to other hosts of its cluster.');
    await expect(dialog.getByRole('checkbox', { name: /^Move powered-off and suspended/ })).toBeChecked();
    await client.button('Enter', dialog).click();
    await expect(notices).toContainText('lab-01.test is in maintenance mode. 3 machines moved away.');
    await expect(page.getByRole('main')).toContainText('Nothing can be powered on or placed there.');
    await client.select('Lab cluster');
    await client.openTab('Hosts');
    const grid = client.grid(/Hosts of Lab cluster/);
    await expect(await client.cell(grid, client.row(grid, 'lab-01.test'), 'State')).toHaveText('In maintenance mode');
    await expect(await client.cell(grid, client.row(grid, 'lab-02.test'), 'VMs')).toHaveText('3');
  });

  await test.step('its hardware changes meanwhile, and it comes back into use', async () => {
    await client.select('lab-01.test');
    await client.openTab('Configure');
    await page.getByRole('main').getByRole('button', { name: 'Edit…' }).click();
    const dialog = client.dialog('Edit hardware of lab-01.test');
    await dialog.getByRole('textbox', { name: 'Memory' }).fill('1 TiB');
    await ok('Edit hardware of lab-01.test');
    await expect(notices).toContainText('Changed lab-01.test.');
    await client.openTab('Summary');
    await page.getByRole('main').getByRole('button', { name: 'Exit maintenance mode' }).or(page.getByRole('main').getByRole('link', { name: 'Exit maintenance mode' })).click();
    await expect(notices).toContainText('lab-01.test is in use again.');
  });

  await test.step('a network is made, changed and removed; the one in use tells who uses it', async () => {
    await client.showView('Networking');
    await client.select('Datacenter');
    await client.act(/^New network…/);
    const made = client.dialog('New network');
    await made.getByRole('textbox', { name: 'Network name' }).fill('Storage net');
    await made.getByRole('textbox', { name: /VLAN ID/ }).fill('5000');
    await ok('New network');
    await expect(made.getByRole('textbox', { name: /VLAN ID/ })).toHaveAccessibleDescription(/from 1 to 4094/);
    await made.getByRole('textbox', { name: /VLAN ID/ }).fill('120');
    await ok('New network');
    await client.select('Storage net');
    await client.act(/^Remove network…/);
    await client.button('Remove', page.getByRole('alertdialog')).click();
    await expect(client.treeItem('Storage net')).toBeHidden();
    await client.select('VM Network');
    await client.act(/^Remove network…/);
    const refused = client.dialog('Remove network VM Network');
    await expect(refused).toContainText('3 virtual machines: vm-1, vm-2, vm-3');
    await page.keyboard.press('Escape');
    await expect(refused).toBeHidden();
  });
});
