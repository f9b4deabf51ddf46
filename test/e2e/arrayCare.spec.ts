/** Scrub and check: what they say of a sound array, and of one with bit rot. */
import { blockSizeBytes } from '../../shared/units.ts';
import { bytesOf, damageStored, goldenBytes, openSmallYard, write } from './smallYard.ts';
import { expect, test } from './yard.ts';

test('scrub and check find bit rot, and name the machine that holds the block', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  const own = bytesOf(9, blockSizeBytes);
  await write(yard, 'vm-2', 0, own);
  await client.find('vcenter.yard.local');
  await client.openTab('Volumes');

  await test.step('a sound array', async () => {
    await client.button('Scrub…').click();
    const scrub = client.dialog('Scrub');
    await client.button('Start scrub', scrub).click();
    await expect(scrub.getByRole('status')).toContainText('every block matches its checksum', { timeout: 60_000 });
    await client.page.keyboard.press('Escape');
    await expect(client.task('Scrub')).toContainText('no damage found');

    await client.button('Check…').click();
    const check = client.dialog('Array check');
    await client.button('Start check', check).click();
    await expect(check.getByRole('status')).toContainText('The array is sound.', { timeout: 60_000 });
    await client.expectFact(check, 'Virtual machines', '4');
    await client.page.keyboard.press('Escape');
  });

  await test.step('one byte of one block is changed behind its back', async () => {
    await yard.stop();
    await damageStored(yard, own);
    await yard.serve();
    await client.open(yard.url);
    await client.act('Scrub the array');
    const scrub = client.dialog('Scrub');
    await client.button('Start scrub', scrub).click();
    await expect(scrub.getByRole('alert')).toContainText('1 block is damaged', { timeout: 60_000 });
    await expect(scrub.getByRole('alert')).toContainText('Affected: vm-2.');
    await expect(scrub.getByRole('table')).toContainText('vm-2');
    await client.page.keyboard.press('Escape');
    await expect(client.task('Scrub')).toContainText('1 damaged block, 0 repaired');
  });

  await test.step('a deep check tells it too, and repairing loses nothing', async () => {
    await client.act('Check the array');
    const check = client.dialog('Array check');
    await check.getByRole('checkbox', { name: 'Deep' }).check();
    await check.getByRole('checkbox', { name: 'Repair' }).check();
    await client.button('Start check', check).click();
    await expect(check.getByRole('alert')).toContainText('One problem was found.', { timeout: 60_000 });
    await client.page.keyboard.press('Escape');
    await client.find('vm-2');
    await client.expectBytes(client.card('Space'), 'Logical', goldenBytes);
  });
});
