/** Who may do what: keys made and revoked by an administrator, and what their holders find disabled, with the reason. */
import { Client } from './client.ts';
import { openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

test('an administrator lets an operator in, who runs machines but not the storage, and whose key is then revoked', async ({ yard, client, browser }) => {
  await openSmallYard(yard, client);
  const { page } = client;
  const keys = client.grid('Access keys');
  let link = '';

  await test.step('the local user is Administrator, and makes a key whose link is shown once', async () => {
    await expect(page.getByRole('banner')).toContainText('Administrator');
    await client.find('vcenter.yard.local');
    await client.openTab('Permissions');
    await expect(page.getByRole('main')).toContainText('No access keys');
    await client.button('New access key…').click();
    const dialog = client.dialog('New access key');
    await client.button('Create', dialog).click();
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(/A name is needed/);
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Night shift');
    await expect(dialog.getByRole('radio', { name: /^Operator/ })).toBeChecked();
    await client.button('Create', dialog).click();
    const shown = client.dialog('Access key Night shift');
    await expect(shown).toContainText('This is shown once.');
    link = (await shown.getByText(/#token=access-1\./).textContent()) ?? '';
    expect(link.startsWith(`${new URL(yard.url).origin}/#token=`)).toBe(true);
    await client.button('Done', shown).click();
    await expect(page.getByText(/#token=/)).toBeHidden();
    await expect(client.row(keys, 'Night shift')).toContainText('Operator');
    await expect(client.row(keys, 'Night shift')).toContainText('Never used');
  });

  const context = await browser.newContext();
  const operator = new Client(await context.newPage());
  const main = operator.page.getByRole('main');

  await test.step('with the link somebody else is let in under the name of the key', async () => {
    await operator.open(link);
    expect(operator.page.url()).not.toContain('token');
    await expect(operator.page.getByRole('banner')).toContainText('Night shift Operator');
    await expect(await client.cell(keys, client.row(keys, 'Night shift'), 'State')).toHaveText('Connected');
    await operator.openTab('Permissions');
    await operator.expectFact(operator.card('Your permissions'), 'Role', 'Operator');
    await expect(operator.grid('Access keys')).toBeHidden();
  });

  await test.step('an operator runs machines, and tasks tell the name', async () => {
    await operator.find('vm-1');
    await operator.act('Power on');
    await expect(operator.task('Power on virtual machine')).toContainText('Completed');
    await expect(operator.task('Power on virtual machine')).toContainText('Night shift');
    await operator.page.getByRole('button', { name: 'Actions', exact: true }).click();
    const exporting = await operator.findEntry(/^Export disk…/);
    await expect(exporting).toContainText('Needs the role Administrator.');
    await expect(exporting).toHaveAttribute('aria-disabled', 'true');
    await operator.page.keyboard.press('Escape');
    await operator.page.keyboard.press('Escape');
  });

  await test.step('the storage is not for operators: every way to it is disabled and says which role it takes', async () => {
    await operator.find('datastore1');
    await operator.page.getByRole('button', { name: 'Actions', exact: true }).click();
    const deleting = await operator.findEntry(/^Delete volume…/);
    await expect(deleting).toContainText('Needs the role Administrator.');
    await deleting.focus();
    await operator.page.keyboard.press('Enter');
    await expect(deleting).toBeVisible();
    await expect(operator.page.getByRole('alertdialog')).toBeHidden();
    await operator.page.keyboard.press('Escape');
    await operator.openTab('Configure');
    await expect(main.getByRole('checkbox', { name: 'Offload copies' })).toBeDisabled();
    await expect(main.getByRole('checkbox', { name: 'Offload copies' })).toHaveAccessibleDescription(/Needs the role Administrator/);
    await operator.openTab('Snapshots');
    const taking = main.getByRole('button', { name: 'Take snapshot…' }).first();
    await expect(taking).toHaveAttribute('aria-disabled', 'true');
    await taking.focus();
    await expect(operator.page.getByRole('tooltip')).toHaveText('Needs the role Administrator.');
  });

  await test.step('the key is revoked: its page says so at once, and a reload does not get in', async () => {
    await client.row(keys, 'Night shift').click({ button: 'right' });
    await client.menuItem(/^Revoke…/).click();
    const question = client.question('Revoke Night shift');
    await expect(question).toContainText('1 client that is connected with it is disconnected at once.');
    await client.button('Revoke', question).click();
    await expect(page.getByRole('main')).toContainText('No access keys');
    await expect(operator.page.getByRole('alert')).toContainText('The access key of this page was revoked.');
    await operator.page.reload();
    await expect(main).toContainText('This page needs its key');
    await operator.page.goto(`${new URL('/?again', yard.url).href}${new URL(link).hash}`);
    await expect(main).toContainText('The server does not accept this key');
  });
  await context.close();
});
