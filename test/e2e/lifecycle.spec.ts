/** The life of machines: names, folders, templates, power, leaving the inventory and coming back, and taking things back. */
import { openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

test('machines are renamed, sorted, powered, converted, removed and registered, and what can be is taken back', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  const { page } = client;
  const notices = page.getByRole('region', { name: 'Notifications' });

  await test.step('renamed, with what is wrong with a name told beside it, and taken back', async () => {
    await client.find('vm-1');
    await client.act(/^Rename…/);
    const dialog = client.dialog('Rename vm-1');
    const name = dialog.getByRole('textbox', { name: 'Virtual machine name' });
    await name.fill('a/b');
    await client.button('OK', dialog).click();
    await expect(name).toHaveAccessibleDescription(/cannot contain/);
    await name.fill('VM-2');
    await client.button('OK', dialog).click();
    await expect(dialog.getByRole('alert')).toContainText('already in use');
    await name.fill('desk-1');
    await page.keyboard.press('Enter');
    await client.expectPage('desk-1');
    await expect(notices).toContainText('Renamed vm-1 to desk-1.');
    await client.button('Undo', notices).or(notices.getByRole('link', { name: 'Undo' })).click();
    await client.expectPage('vm-1');
  });

  await test.step('sorted into a folder within a folder, three at once', async () => {
    await client.showView('VMs and templates');
    await client.select('Virtual machines');
    await client.act(/^New folder…/);
    await client.dialog('New folder').getByRole('textbox', { name: 'Folder name' }).fill('Finance');
    await page.keyboard.press('Enter');
    await expect(client.treeItem('Finance')).toHaveAttribute('aria-level', '4');
    await client.openTab('VMs');
    const grid = client.grid(/Virtual machines/);
    await client.row(grid, 'vm-1').click();
    await client.row(grid, 'vm-3').click({ modifiers: ['Shift'] });
    await client.row(grid, 'vm-2').click({ button: 'right' });
    await client.choose(/^Move to folder…/);
    const dialog = client.dialog('Move 3 machines to a folder');
    await dialog.getByRole('button', { name: /Folder/ }).click();
    await page.getByRole('option', { name: /Virtual machines \/ Finance/ }).click();
    await client.button('OK', dialog).click();
    await expect(notices).toContainText('3 moved to Finance.');
    await client.select('Finance');
    await client.openTab('VMs');
    await expect(client.row(client.grid(/Finance/), 'vm-3')).toBeVisible();
  });

  await test.step('powered on together; the one that is on already is told with the task', async () => {
    await yard.command('vm', 'power', 'on', 'vm-2');
    const grid = client.grid(/Finance/);
    const expectStates = async (...states: string[]): Promise<void> => {
      for (const [index, state] of states.entries()) await expect(await client.cell(grid, client.row(grid, `vm-${index + 1}`), 'State')).toHaveText(state);
    };
    await expectStates('Powered off', 'Powered on', 'Powered off');
    await client.row(grid, 'vm-1').click();
    await client.row(grid, 'vm-3').click({ modifiers: ['Shift'] });
    await client.button('Power on').click();
    await expect(notices).toContainText('2 powered on.');
    // The notice and the rows come by different ways.
    await expectStates('Powered on', 'Powered on', 'Powered on');
    await client.row(grid, 'vm-2').click({ button: 'right' });
    await client.choose(/^Suspend/);
    await expect(notices).toContainText('3 suspended.');
    await client.find('vm-1');
    await client.act(/^Power off/);
    await expect(page.getByRole('main').getByText('Powered off').first()).toBeVisible();
  });

  await test.step('converted to a template and, from the details of the task, back', async () => {
    await client.act(/^Convert to template/);
    await expect(notices).toContainText('vm-1: converted to a template.');
    const task = await client.openTask('Convert virtual machine to a template');
    await client.button('Undo', task).click();
    await expect(notices).toContainText('vm-1: converted to a virtual machine.');
    // Used once, it is not offered again, neither there nor by its notice: what is left are the move and the way back to a template.
    await expect(client.button('Undo', notices).or(notices.getByRole('link', { name: 'Undo' }))).toHaveCount(2);
    const again = await client.openTask('Convert virtual machine to a template');
    await expect(client.button('Undo', again)).toBeDisabled();
    // By the keyboard, which shows why at once and wherever the button is: the dialog grows while its log comes.
    await page.keyboard.press('Tab');
    await client.button('Undo', again).focus();
    await expect(page.getByRole('tooltip')).toHaveText(/^Nothing of "Convert virtual machine to a template" can be taken back now\./);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('tooltip')).toBeHidden();
    await page.keyboard.press('Escape');
    await expect(again).toBeHidden();
  });

  await test.step('noted on', async () => {
    await client.button('Write notes').click();
    await client.dialog('Edit notes of vm-1').getByRole('textbox', { name: 'Notes' }).fill('Belongs to finance.');
    await client.button('OK', client.dialog('Edit notes of vm-1')).click();
    await expect(page.getByRole('main')).toContainText('Belongs to finance.');
  });

  await test.step('removed from the inventory, found on the datastore and registered under another name', async () => {
    await client.act(/^Remove from inventory…/);
    const question = client.question('Remove virtual machine vm-1 from the inventory');
    await expect(question).toContainText('stay where they are');
    await client.button('Remove', question).click();
    await expect(page.getByRole('main')).toContainText('not in the inventory');
    await client.find('datastore1');
    const card = client.card('Not in the inventory');
    await expect(card).toContainText('vm-1');
    await card.getByRole('button', { name: 'Register vm-1' }).click();
    const dialog = client.dialog('Register virtual machine');
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('vm-1');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('returned');
    await client.button('OK', dialog).click();
    await expect(notices).toContainText('vm-1: registered.');
    await expect(card).toHaveCount(0);
    await client.find('returned');
    await expect(page.getByRole('main')).toContainText('Belongs to finance.');
  });

  await test.step('a folder is deleted with what is in it named, and no disk is lost', async () => {
    await client.showView('VMs and templates');
    await client.select('Finance');
    await client.act(/^Delete folder…/);
    const question = client.question('Delete folder Finance');
    await expect(question).toContainText('3 machines in it leave the inventory');
    await expect(question).toContainText('returned');
    await client.button('Delete', question).click();
    await client.expectCompleted('Delete folder');
    await expect(client.treeItem('Finance')).toHaveCount(0);
    const check = await yard.cli('check', '--deep');
    expect(check.code, check.stdout + check.stderr).toBe(0);
  });
});
