/** Menus and dialogs by keyboard: what has the focus is what a key acts on, and the focus comes back to where it was. */
import type { Client } from './client.ts';
import { openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

async function openMenuOf(client: Client, name: string): Promise<void> {
  await client.row(client.grid(/^Virtual machines/), name).click();
  await client.page.keyboard.press('Shift+F10');
  await expect(client.menuItem('Power')).toBeFocused();
}

test('keys act on the focused entry of a menu, and dialogs give the focus back', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  const { page } = client;
  await client.find('datastore1');
  await client.openTab('VMs');
  const machines = client.grid(/^Virtual machines/);

  await test.step('an entry that was focused without an arrow key is the one that Enter means', async () => {
    await openMenuOf(client, 'vm-2');
    await client.menuItem(/^Rename/).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toContainText('vm-2');
    await expect(page.getByRole('menu')).toBeHidden();
    await page.keyboard.press('Escape');
    await expect(machines).toBeFocused();
  });

  await test.step('submenus open to the right, and Escape goes back entry by entry', async () => {
    await openMenuOf(client, 'vm-2');
    await page.keyboard.press('ArrowRight');
    await expect(client.menuItem('Power on')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(client.menuItem('Power')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(machines).toBeFocused();
  });

  await test.step('a dialog that took the place of the one that was loading gives the focus back to the grid', async () => {
    await openMenuOf(client, 'vm-2');
    await page.keyboard.type('E');
    await expect(client.menuItem(/^Edit settings/)).toBeFocused();
    await page.keyboard.press('Enter');
    const settings = client.dialog('Edit settings of vm-2');
    await expect(settings.getByRole('textbox', { name: 'Memory' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(settings).toBeHidden();
    await expect(machines).toBeFocused();
  });
});
