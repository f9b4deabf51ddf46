/** What was measured over time, under Monitor: charts with their figures, as a table and as a file. */
import { readFile } from 'node:fs/promises';
import { openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

test('what was measured of a datastore and of a machine is shown, read as a table and exported', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  const { page } = client;
  await client.find('datastore1');
  await client.openTab('Monitor');
  await page.getByRole('radio', { name: 'Performance' }).check();
  await page.getByRole('radio', { name: 'Last day' }).check();

  await test.step('the commands that set the yard up have left their figures', async () => {
    const card = client.card('Space used, measured');
    await expect(card.getByRole('img', { name: 'Space used of datastore1' })).toBeVisible();
    const figures = card.getByRole('table', { name: 'Space used: figures' });
    await expect(figures.getByRole('row', { name: /^Stored .* 8 MiB Distinct stored blocks/ })).toBeVisible();
    await expect(card).toContainText(/^.*In the last day\. Stored: .* on average, 8 MiB at most\./);
    await card.getByRole('button', { name: 'Space used of datastore1: the figures as a table' }).click();
    await expect(card.getByRole('group', { name: 'Space used of datastore1, table' }).getByRole('row').nth(1)).toContainText('MiB');
  });

  await test.step('another chart is chosen with the keyboard', async () => {
    const choice = page.getByRole('button', { name: /Chart/ });
    await choice.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect(client.card('Locks and failures, measured').getByRole('img', { name: 'Locks and failures of datastore1' })).toBeVisible();
  });

  await test.step('every point is saved in full', async () => {
    const saved = page.waitForEvent('download');
    await client.button('Export').click();
    await page.getByRole('menuitem', { name: 'Figures as CSV' }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe('locks-and-failures-of-datastore1.csv');
    const [titles, ...rows] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(titles).toContain('"Lock, average (1/s)"');
    // The last that was recorded, from its beginning to its end; the one that is under way ends now, and has no figures at first.
    const recorded = rows.flatMap((row) => /^\d{4}-\d\d-\d\dT.*Z,(\d+(?:\.\d+)?),\d+\.?\d*,/.exec(row)?.[1] ?? []);
    const length = recorded.at(-1);
    expect(Number(length)).toBeGreaterThan(0);
    expect(Number(length)).toBeLessThanOrEqual(300);
  });

  await test.step('a time that ends before it begins is explained', async () => {
    await page.getByRole('radio', { name: 'Custom' }).check();
    await page.getByLabel('To', { exact: true }).fill('2020-01-01T00:00');
    await expect(page.getByRole('main')).toContainText('The end has to be later than the beginning.');
    await page.getByLabel('From', { exact: true }).fill('2019-12-01T00:00');
    await expect(client.card('Locks and failures, measured')).toContainText('Nothing was recorded in the chosen time');
  });

  await test.step('a machine shows what it holds alone and what it shares', async () => {
    await client.find('vm-2');
    await client.openTab('Monitor');
    await page.getByRole('radio', { name: 'Last day' }).check();
    const figures = client.card('Space, measured').getByRole('table', { name: 'Space: figures' });
    await expect(figures.getByRole('row', { name: /^Unique 0 B/ })).toBeVisible();
    await expect(figures.getByRole('row', { name: /^Shared 8 MiB/ })).toBeVisible();
  });
});
