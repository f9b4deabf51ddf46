/** Dedupe of a volume: its schedule, a run, and savings told apart from those of clones. */
import { mibBytes } from '../../shared/units.ts';
import { bytesOf, goldenBytes, makeFile, openSmallYard } from './smallYard.ts';
import { expect, test } from './yard.ts';

test('dedupe finds what was imported twice, and what it saves is told apart from clones', async ({ yard, client }) => {
  await openSmallYard(yard, client);
  await yard.command('import', await makeFile(yard, 'again.img', bytesOf(1, goldenBytes), 32 * mibBytes), '--name', 'again');
  await client.find('datastore1');
  await client.expectBytes(client.card('Capacity'), 'Used', 2 * goldenBytes);
  await client.expectBytes(client.card('Savings'), 'Saved by clones', 3 * goldenBytes);
  await client.expectBytes(client.card('Savings'), 'Saved by dedupe', 0);

  await client.openTab('Dedupe');
  const card = client.card('Dedupe');
  await test.step('nothing runs while it is off, and the reason is told', async () => {
    await client.expectFact(card, 'State', 'Off');
    await expect(client.button('Start now', card)).toBeDisabled();
    await card.getByRole('checkbox', { name: 'Dedupe is on' }).check();
    await client.expectFact(card, 'State', 'Idle');
    await client.expectFact(card, 'Schedule', 'Every day at 00:00 (sun-sat@0)');
  });

  await test.step('the schedule is edited, and explained while it is', async () => {
    await client.button('Edit schedule…', card).click();
    const dialog = client.dialog('Dedupe schedule of datastore1');
    for (const day of ['Sunday', 'Saturday']) await dialog.getByRole('checkbox', { name: day }).uncheck();
    await dialog.getByRole('textbox', { name: 'Hours' }).fill('25');
    await expect(dialog).toContainText('cannot be read');
    await dialog.getByRole('textbox', { name: 'Hours' }).fill('1-5');
    await client.expectFact(dialog, 'Runs', 'On weekdays hourly from 01:00 to 05:00');
    await client.button('Save', dialog).click();
    await expect(dialog).toBeHidden();
    await client.expectFact(card, 'Schedule', 'On weekdays hourly from 01:00 to 05:00 (mon,tue,wed,thu,fri@1-5)');
    await client.expectFact(card, 'Next run', /\d/);
  });

  await test.step('a scan of all data stores equal blocks once', async () => {
    await client.button('Scan all data', card).click();
    await client.expectCompleted(/^Dedupe/);
    const run = client.card('Last run');
    await client.expectFact(run, 'Result', 'Completed');
    await client.expectFact(run, 'Looked at', 'All data');
    await client.expectBytes(run, 'Saved', goldenBytes);
    await client.expectBytes(client.card('What it saves here'), 'Saved by dedupe', goldenBytes);
    await client.openTab('Summary');
    await client.expectBytes(client.card('Capacity'), 'Used', goldenBytes);
    await client.expectBytes(client.card('Savings'), 'Saved by clones', 3 * goldenBytes);
    await client.expectBytes(client.card('Savings'), 'Saved by dedupe', goldenBytes);
    const compared = await yard.cli('vm', 'compare', 'golden', 'again');
    expect(compared.code, compared.stdout + compared.stderr).toBe(0);
  });

  await test.step('the list of volumes tells it as well', async () => {
    await client.find('vcenter.yard.local');
    await client.openTab('Volumes');
    const grid = client.grid('Volumes in vcenter.yard.local');
    const row = client.row(grid, 'datastore1');
    await expect(await client.cell(grid, row, 'Dedupe')).toHaveText('On');
    await expect(await client.cell(grid, row, 'Saved by dedupe')).toHaveText('8 MiB');
  });
});
