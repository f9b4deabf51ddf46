/** Makes the README's picture anew: `CLONEYARD_SCREENSHOTS=1 npx playwright test screenshot`. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { mibBytes } from '../../shared/units.ts';
import { makeSparseImage } from '../fixtures/images.ts';
import { expect, test } from './yard.ts';

const picture = join(import.meta.dirname, '..', '..', 'assets', 'screenshot.png');

test.use({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } });

test('the sample yard with 100 clones more', async ({ yard, client }) => {
  test.skip(process.env['CLONEYARD_SCREENSHOTS'] !== '1', 'It changes a file of the project; CLONEYARD_SCREENSHOTS=1 asks for it.');
  const image = yard.folder.file('build-server.img');
  await makeSparseImage(image, 256 * mibBytes, 1);
  await yard.command('init', '--sample');
  await yard.serve();
  await client.open(yard.url);
  await client.find('desktop-gold');
  await client.act('Rapid clone');
  await client.next();
  await client.fillNames(100, 'vdi-{n:03}');
  await client.next();
  await client.wizard.getByRole('button', { name: /Cluster or host/ }).click();
  await client.page.getByRole('option', { name: /^vdi-cluster-01/ }).click();
  await client.wizard.getByRole('checkbox', { name: 'Power on after creation' }).check();
  await client.next();
  // The plan is worked out first.
  await expect(client.wizard.getByText('None: every block is shared')).toBeVisible();
  await client.wizard.getByRole('button', { name: 'Finish' }).click();
  await client.expectCompleted('Rapid clone 100 virtual machines');

  await client.showView('Hosts and clusters');
  await client.find('vdi-cluster-01');
  await client.openTab('VMs');
  const grid = client.grid('Virtual machines in vdi-cluster-01');
  await expect(grid).toHaveAttribute('aria-rowcount', '121');
  // Machines that have written and clones that have not, side by side.
  await grid.hover();
  await client.page.mouse.wheel(0, 28 * 13);
  await expect(grid.getByRole('link', { name: 'vdi-002' })).toBeInViewport();
  await client.act('Import template');
  const dialog = client.dialog('Import template');
  await dialog.getByRole('textbox', { name: 'Disk image' }).fill(image);
  await expect(dialog.getByRole('textbox', { name: 'Template name' })).toHaveValue('build-server');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(client.task('Import build-server.img').getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[3-9]\d/);
  yard.hold();
  await client.page.mouse.move(120, 600);
  await client.page.screenshot({ path: picture });
  yard.letGo();
  await client.expectCompleted('Import build-server.img');
  expect(statSync(picture).size).toBeLessThan(400 * 1024);
});
