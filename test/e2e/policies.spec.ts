/** Storage policies: made, given to machines, followed in lists, and deleted when nobody has them any more. */
import { openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

test('machines get a storage policy, and everybody is told who does not comply', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  const { page } = client;
  const policies = client.grid('VM storage policies');
  const toManager = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Policies and profiles' }).click();
    await client.menuItem('VM storage policies').click();
    await client.expectPage('VM storage policies');
  };

  await test.step('the manager says what is built in, and what is wrong at the field', async () => {
    await toManager();
    await expect(client.row(policies, 'Datastore default')).toContainText('Any datastore');
    await client.button('New…').click();
    const dialog = client.dialog('New VM storage policy');
    await client.button('Create', dialog).click();
    await expect(dialog).toContainText('A name is needed.');
    await expect(dialog).toContainText('Choose at least one rule');
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Gold');
    await dialog.getByRole('checkbox', { name: 'Clones share blocks' }).check();
    await expect(dialog.getByRole('region', { name: 'Storage compatibility' })).toContainText('1 of 1 datastore fits.');
    await dialog.getByRole('textbox', { name: 'Free space, at least (%)' }).fill('100');
    await expect(dialog).toContainText('Enter a whole number from 1 to 99, or nothing.');
    await dialog.getByRole('textbox', { name: 'Free space, at least (%)' }).fill('10');
    await client.button('Create', dialog).click();
    await expect(client.row(policies, 'Gold')).toContainText('Clones share blocks; at least 10 % free');
  });

  await test.step('a machine is given it', async () => {
    await client.find('vm-1');
    await client.act('Edit VM storage policy…');
    const dialog = client.dialog('Edit VM storage policy of vm-1');
    await dialog.getByRole('button', { name: /VM storage policy$/ }).click();
    await page.getByRole('option', { name: 'Gold' }).click();
    await expect(dialog).toContainText('Compatible');
    await client.button('OK', dialog).click();
    await expect(page.getByRole('main')).toContainText('Compliant');
  });

  await test.step('it is not compliant once the datastore falls short of it, and compliant again when that is mended', async () => {
    await yard.command('policy', 'set', 'Gold', '--dedupe', 'on');
    await expect(page.getByRole('main')).toContainText('Not compliant');
    await expect(page.getByRole('main')).toContainText('Dedupe is off; the policy asks for on.');
    await toManager();
    await client.row(policies, 'Gold').click();
    await client.button('Check compliance').click();
    const found = client.dialog('Compliance with Gold');
    await expect(found.getByRole('status')).toHaveText('1 machine of 1 is not compliant: vm-1.');
    await client.button('Show them', found).click();
    await client.expectPage('Search for “policy="Gold" compliance:noncompliant”');
    await expect(client.row(client.grid('Virtual machines found'), 'vm-1')).toBeVisible();
    await yard.command('volume', 'dedupe', 'datastore1', 'on');
    await expect(page.getByRole('main')).toContainText('Nothing in the inventory matches');
  });

  await test.step('it is deleted when nobody has it any more', async () => {
    await toManager();
    await client.row(policies, 'Gold').click({ button: 'right' });
    await expect(client.menuItem(/^Delete…/)).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('Escape');
    await yard.command('policy', 'assign', 'Datastore default', 'vm-1');
    await expect(client.row(policies, 'Datastore default')).toContainText('4');
    await client.row(policies, 'Gold').click({ button: 'right' });
    await client.menuItem(/^Delete…/).click();
    await client.button('Delete', page.getByRole('alertdialog', { name: 'Delete Gold' })).click();
    await expect(client.row(policies, 'Gold')).toHaveCount(0);
  });
});
