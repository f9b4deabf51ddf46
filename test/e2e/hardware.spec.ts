/** The life of a machine's hardware: made empty, changed while it runs and while it does not, and told on its page. */
import { AxeBuilder } from '@axe-core/playwright';
import { mibBytes } from '../../shared/units.ts';
import type { Client } from './client.ts';
import { bytesOf, openSmallYard, write } from './smallYard.ts';
import { expect, test } from './yard.ts';

// Colours that are still fading in would be measured half-way.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** All rules in the light theme; in the dark one those about colours, because nothing else differs between them. */
async function expectNothingFound({ page }: Client, what: string, runOnly: string[] = []): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'], ...(runOnly.length > 0 && { runOnly }) }).exclude('[data-live-announcer]').analyze();
  expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`), what).toEqual([]);
}

/** Light in a window of common size; dark in a small one, which the dialog must not exceed. */
async function expectAccessible(client: Client, what: string): Promise<void> {
  const { page } = client;
  await expectNothingFound(client, `${what}, light`);
  await page.setViewportSize({ width: 1024, height: 700 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectNothingFound(client, `${what}, dark and small`, ['color-contrast', 'link-in-text-block']);
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${what} fits a small window`).toBeLessThanOrEqual(1024);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

test('a machine is made, and its hardware changes as vSphere lets it', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  const wizard = client.dialog('New virtual machine');
  const settings = client.dialog('Edit settings of web-01');
  const hardware = client.card('Virtual hardware');
  const next = async (step: string) => {
    await client.button('Next', wizard).click();
    await expect(wizard.getByRole('heading', { level: 3, name: step, exact: true })).toBeVisible();
  };

  await test.step('made from the menu of a folder, whatever is wrong being said on the spot', async () => {
    await client.showView('VMs and templates');
    await client.select('Virtual machines');
    await client.act('New virtual machine…');
    await client.button('Next', wizard).click();
    await expect(wizard.getByRole('alert')).toContainText('A name is needed.');
    await wizard.getByRole('textbox', { name: 'Name' }).fill('VM-1');
    await expect(wizard).toContainText('The name VM-1 is already in use.');
    await wizard.getByRole('textbox', { name: 'Name' }).fill('web-01');
    await next('Compute and storage');
    await next('Virtual hardware');
    await wizard.getByRole('textbox', { name: 'Size of Hard disk 1' }).fill('much');
    await client.button('Next', wizard).click();
    await expect(wizard).toContainText('Give a size such as 20 GiB.');
    await wizard.getByRole('textbox', { name: 'Size of Hard disk 1' }).fill('64 MiB');
    await client.button('Add hard disk', wizard).click();
    await wizard.getByRole('textbox', { name: 'Size of Hard disk 2' }).fill('1');
    await expectAccessible(client, 'New virtual machine, hardware');
    await next('Ready to complete');
    await client.expectFact(wizard, 'Hard disk 2', '1, thin');
    await client.button('Finish', wizard).click();
    await client.expectCompleted('Create virtual machine');
  });

  await test.step('its page tells the hardware', async () => {
    await client.find('web-01');
    await client.expectFact(hardware, 'Hard disk 1', '64 MiB, thin');
    await client.expectFact(hardware, 'Network adapter 1', /^VM Network\s*Connected, 00:50:56:/);
  });

  await test.step('while it runs, disks and adapters change, and processors do not', async () => {
    await write(yard, 'web-01', 0, bytesOf(5, mibBytes));
    await client.act('Power on');
    await expect(client.treeItem('web-01')).toContainText('web-01');
    await client.expectFact(client.card('Virtual machine'), 'State', /Powered on/);
    await client.button('Edit settings', hardware).click();
    await expect(settings.getByRole('textbox', { name: 'Memory' })).toBeDisabled();
    await expect(settings).toContainText('Power the virtual machine off to change CPU and memory.');
    await client.button('Hard disk 1', settings).click();
    await settings.getByRole('textbox', { name: 'Size of Hard disk 1' }).fill('32 MiB');
    await expect(settings).toContainText('Disks only grow: it has 64 MiB.');
    await settings.getByRole('textbox', { name: 'Size of Hard disk 1' }).fill('96 MiB');
    await client.button('Network adapter 1', settings).click();
    await settings.getByRole('checkbox', { name: 'Connect Network adapter 1' }).uncheck();
    await expect(settings.getByText('Changed', { exact: true })).toHaveCount(2);
    await expectAccessible(client, 'Edit settings');
    await client.button('OK', settings).click();
    await client.expectCompleted('Reconfigure virtual machine');
    await client.expectFact(hardware, 'Hard disk 1', '96 MiB, thin');
    await client.expectFact(hardware, 'Network adapter 1', /^VM Network\s*Disconnected/);
  });

  await test.step('a disk that holds data goes only after being asked for by name', async () => {
    await client.button('Edit settings', hardware).click();
    await client.button('Remove Hard disk 1', settings).click();
    await expect(settings).toContainText('its file stays on the datastore');
    await settings.getByRole('checkbox', { name: 'Delete the file of Hard disk 1' }).check();
    await expect(settings).toContainText('with 1 MiB of data');
    await client.button('OK', settings).click();
    const question = client.question('Delete Hard disk 1 of web-01?');
    await expect(question).toContainText('Hard disk 1: 1 MiB of data');
    await expectAccessible(client, 'Delete a disk');
    await client.button('Cancel', question).click();
    await client.button('Keep Hard disk 1', settings).click();
    // What is removed before it was there leaves the focus on the row before it.
    await client.button('Add hard disk', settings).click();
    await client.button('Remove Hard disk 3', settings).press('Enter');
    await expect(settings.getByRole('button', { name: 'Hard disk 2', exact: true })).toBeFocused();
    await client.button('Remove Hard disk 2', settings).click();
    await settings.getByRole('checkbox', { name: 'Delete the file of Hard disk 2' }).check();
    await client.button('OK', settings).click();
    await client.button('Save and delete', client.question('Delete Hard disk 2 of web-01?')).click();
    await expect(hardware.getByRole('term').filter({ hasText: /^Hard disk 2$/ })).toBeHidden();
    await client.expectFact(hardware, 'Hard disk 1', '96 MiB, thin');
  });

  await test.step('a disk whose file is kept lies on the datastore, where a machine gets it again or it is deleted by name', async () => {
    await yard.command('vm', 'disk', 'add', 'web-01', '32MiB');
    await yard.command('vm', 'disk', 'add', 'web-01', '8MiB');
    await client.button('Edit settings', hardware).click();
    await client.button('Remove Hard disk 2', settings).click();
    await client.button('Remove Hard disk 3', settings).click();
    await client.button('OK', settings).click();
    await expect(settings).toBeHidden();
    await expect(hardware.getByRole('term').filter({ hasText: /^Hard disk [23]$/ })).toHaveCount(0);
    await client.button('Edit settings', hardware).click();
    await client.button('Add existing hard disk', settings).click();
    await client.menuItem('Hard disk 3 of web-01, 8 MiB').click();
    await expect(settings.getByText('Existing', { exact: true })).toBeVisible();
    await client.button('Hard disk 2', settings).click();
    await expect(settings).toContainText('It was Hard disk 3 of web-01. What it holds stays as it is.');
    await expectAccessible(client, 'Edit settings, an existing disk');
    await client.button('OK', settings).click();
    await client.expectFact(hardware, 'Hard disk 2', '8 MiB, thin');
    await client.showView('Storage');
    await client.select('datastore1');
    const card = client.card('Unattached disks');
    await expect(card.getByRole('row')).toHaveCount(2);
    await expectAccessible(client, 'Unattached disks');
    await card.getByRole('button', { name: /^Delete Hard disk 2 of web-01/ }).click();
    const question = client.question('Delete Hard disk 2 of web-01?');
    await expect(question).toContainText('It holds no data.');
    await client.button('Delete', question).click();
    await expect(card).toBeHidden();
    await client.expectCompleted('Delete disk');
    await client.find('web-01');
  });

  await test.step('a disk that a snapshot holds is locked, and says why', async () => {
    await yard.command('vm', 'snapshot', 'create', 'web-01', 'before');
    await client.button('Edit settings', hardware).click();
    await client.button('Hard disk 1', settings).click();
    await expect(settings.getByRole('textbox', { name: 'Size of Hard disk 1' })).toBeDisabled();
    await expect(settings).toContainText('A snapshot holds it.');
    await client.page.keyboard.press('Escape');
    await expect(settings).toBeHidden();
  });
});
