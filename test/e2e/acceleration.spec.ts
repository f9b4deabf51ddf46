/** Hardware acceleration as a user meets it: what arrays do, what hosts do instead, and the switches that decide. */
import type { Locator } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import type { Client } from './client.ts';
import { openSmallYard } from './smallYard.ts';
import { expect, test, type Yard } from './yard.ts';

const datastore = 'datastore1';
const host = 'esx-01.yard.local';

// Each looks at several screens in both themes.
test.setTimeout(180_000);
// Colours that are still fading in would be measured half-way.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** The row of a table that begins with this header. */
function line({ page }: Client, name: string | RegExp): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, ...(typeof name === 'string' ? { exact: true } : {}) }) });
}

/** How many commands or operations a counter has counted. */
async function count(client: Client, counter: string): Promise<number> {
  const text = await line(client, counter).getByRole('cell').first().textContent();
  return Number((text ?? '').replaceAll(',', ''));
}

/** Clones through the running client's yard, as its own windows would. */
async function cloneOne(yard: Yard, name: string): Promise<void> {
  await yard.command('rapid-clone', 'golden', '--count', '1', '--names', name);
}

/** Puts another array behind the datastore. */
async function chooseArray(client: Client, name: string, behind = datastore): Promise<void> {
  await client.find(behind);
  await client.openTab('Configure');
  await client.card('Hardware acceleration').getByRole('radio', { name: new RegExp(`^${name}`) }).click();
  const question = client.question(`Change the array behind ${behind}`);
  await expect(question).toContainText('Its status becomes unknown again');
  await client.button('Change', question).click();
  await expect(question).toBeHidden();
}

/** The page is accessible, and no wider than a small window. */
async function expectAccessibleAndFitting(client: Client, what: string): Promise<void> {
  const { page } = client;
  await expectAccessible(client, what);
  await page.setViewportSize({ width: 1024, height: 700 });
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${what} fits a small window`).toBeLessThanOrEqual(1024);
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('a datastore tells what its array does, primitive by primitive, and in counters', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await client.find(datastore);
  await test.step('the status stands in the summary and leads to what it is made of', async () => {
    const status = await client.fact(client.card('Capacity'), 'Hardware acceleration');
    await expect(status).toContainText(/Unknown|Supported/);
    await status.getByRole('link', { name: 'Monitor' }).click();
    await expect(client.page.getByRole('tab', { name: 'Monitor' })).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('a clone made by the array shows at once', async () => {
    await expect(line(client, 'Fast File Clone').getByRole('cell').first()).toHaveText(/^\d/);
    const before = await count(client, 'Fast File Clone');
    await cloneOne(yard, 'counted');
    await expect.poll(async () => await count(client, 'Fast File Clone')).toBe(before + 1);
    await client.expectFact(client.card('Hardware acceleration'), 'Status', 'Supported');
    const primitive = line(client, /^NAS Fast File Clone/);
    await expect(primitive).toContainText('Supported');
    await expect(primitive).not.toContainText('Not used yet');
  });

  await test.step('the chart tells its figures as a sentence and as a table', async () => {
    const chart = client.page.getByRole('img', { name: `Data moved on ${datastore}` });
    await expect(chart).toHaveAccessibleDescription(/^In the last minute\. Copied, shared or zeroed by the array: /);
    await client.page.getByRole('button', { name: /the figures as a table$/ }).click();
    await expect(client.page.getByRole('group', { name: /, table$/ }).getByRole('rowheader').first()).toHaveText(/\d/);
  });

  await test.step('counters are reset after a question', async () => {
    await client.button('Reset counters…').click();
    const question = client.question(`Reset the counters of ${datastore}`);
    await expect(question).toContainText('begin again at zero');
    await expectAccessibleAndFitting(client, 'the question about counters');
    await client.button('Reset', question).click();
    await expect.poll(async () => await count(client, 'Fast File Clone')).toBe(0);
  });
  await expectAccessibleAndFitting(client, 'Monitor of a datastore');
});

test('without hardware acceleration the host copies, which its Monitor tab shows with the task', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await chooseArray(client, 'No hardware acceleration');
  await expectAccessibleAndFitting(client, 'Configure of a datastore');
  await client.openTab('Monitor');
  await expect(client.card('Hardware acceleration')).toContainText('It offers none of the primitives');
  await cloneOne(yard, 'by-hand');
  await expect(line(client, 'Read by hosts').getByRole('cell').first()).toHaveText(/MiB$/);

  await client.find(host);
  await client.openTab('Monitor');
  const network = client.page.getByRole('img', { name: `Storage network of ${host}` });
  await expect(network).toHaveAccessibleDescription(/Read: .*MiB\/s at most\. Written: .*MiB\/s at most\./);
  await expect(client.page.getByRole('img', { name: `CPU use of the data mover of ${host}` })).toHaveAccessibleDescription(/Data mover busy: .*% at most\./);
  await client.page.getByRole('radio', { name: '15 min' }).check();
  await expect(network).toHaveAccessibleDescription(/^In the last 15 minutes\./);
  await expectAccessibleAndFitting(client, 'Monitor of a host');
  await client.page.getByRole('list', { name: 'Tasks in this time' }).getByRole('button', { name: /Rapid clone/ }).last().click();
  await expect(client.dialog(/Rapid clone/)).toBeVisible();
});

test('settings of a host and of a datastore apply at once and can be taken back', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  const { page } = client;
  const notice = (text: string) => page.getByRole('region', { name: 'Notifications' }).filter({ hasText: text });
  await client.find(host);
  await client.openTab('Configure');
  const move = page.getByRole('checkbox', { name: 'DataMover.HardwareAcceleratedMove' });
  await test.step('a switch, off and on again', async () => {
    await expect(move).toBeChecked();
    await move.uncheck();
    await expect(notice(`DataMover.HardwareAcceleratedMove is off for ${host}.`)).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(move).toBeChecked();
    await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  });
  await test.step('the transfer size, within its limits', async () => {
    const size = page.getByRole('textbox', { name: 'DataMover.MaxHWTransferSize (MB)' });
    await size.fill('64');
    await page.keyboard.press('Enter');
    await expect(size).toHaveValue('16');
    await expect(notice(`DataMover.MaxHWTransferSize is 16 MB on ${host}.`)).toBeVisible();
    await page.reload();
    await client.expectReady();
    await expect(size).toHaveValue('16');
  });
  await expectAccessibleAndFitting(client, 'Configure of a host');

  await test.step('a switch of the datastore alone', async () => {
    await client.find(datastore);
    await client.openTab('Configure');
    const copies = page.getByRole('checkbox', { name: 'Offload copies' });
    await copies.uncheck();
    await expect(notice(`Offload copies is off for ${datastore}.`)).toBeVisible();
    await page.reload();
    await client.expectReady();
    await expect(copies).not.toBeChecked();
  });
});

test('an array that does not do what it says is caught, told of, and trusted again on request', async ({ yard, client }) => {
  await yard.command('init', '--sample');
  await yard.serve();
  await client.open(yard.url);
  await chooseArray(client, 'Block array that does not keep its word', 'vmfs-prod-01');
  await client.openTab('Monitor');
  await yard.command('rapid-clone', 'database-gold', '--count', '1', '--names', 'caught');
  const alert = client.page.getByRole('main').getByText('Nothing is offloaded to this device any more');
  await expect(alert).toBeVisible();
  await client.expectFact(client.card('Hardware acceleration'), 'Status', 'Not supported');
  await expect(line(client, /^Full Copy \(XCOPY\)/).first()).toContainText('Not supported');
  await expectAccessibleAndFitting(client, 'Monitor of a distrusted device');
  await client.openTab('Summary');
  await client.expectFact(client.card('Capacity'), 'Hardware acceleration', /device distrusted/);
  await client.openTab('Monitor');
  await client.button('Trust it again').click();
  await expect(alert).toBeHidden();
});
