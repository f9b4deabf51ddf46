/** Thin-provisioning stun: who asks a full datastore for new blocks waits, is told of with the next step, and goes on once there is room. */
import { mibBytes } from '../../shared/units.ts';
import { bytesOf, makeFile } from './smallYard.ts';
import { expect, test } from './yard.ts';

test('a machine that meets a full datastore is paused, and goes on when the volume has been grown', async ({ yard, client }) => {
  const { page } = client;
  const image = await makeFile(yard, 'base.img', bytesOf(1, 4 * mibBytes), 96 * mibBytes);
  const much = await makeFile(yard, 'much.bin', bytesOf(2, 48 * mibBytes));
  await yard.command('init', '--empty');
  await yard.command('volume', 'create', 'lun-01', '--size', '128MiB', '--type', 'VMFS');
  await yard.command('import', image, '--name', 'base', '--datastore', 'lun-01');
  await yard.command('rapid-clone', 'base', '--count', '2', '--names', 'db-{n}', '--power-on');
  // It was larger when the image came, and is full long before its machines are.
  await yard.command('volume', 'resize', 'lun-01', '32MiB');
  await yard.serve();
  await client.open(yard.url);
  const writing = yard.cli('--json', 'vm', 'write', 'db-1', '--offset', '16MiB', '--file', much);

  await test.step('its page and its task say so', async () => {
    await client.find('db-1');
    await expect(page.getByRole('main')).toContainText('db-1 is paused: it asked for new blocks, and lun-01 is full.', { timeout: 60_000 });
    await expect(client.task(/^Write/)).toContainText('Paused: "lun-01" is full.');
  });
  await test.step('the other one goes on', async () => {
    await client.find('db-2');
    await client.openTab('Summary');
    await expect(client.card('Virtual machine')).toContainText('Powered on');
    await expect(page.getByRole('main')).not.toContainText('is paused');
    await yard.command('vm', 'write', 'db-2', '--offset', '0', '--file', await makeFile(yard, 'zeros.bin', new Uint8Array(mibBytes)));
  });
  await test.step('the datastore tells who waits and what helps', async () => {
    await client.find('lun-01');
    await client.openTab('Monitor');
    await expect(page.getByRole('main')).toContainText('1 virtual machine is paused, waiting for space: db-1.');
    const stun = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^Thin-provisioning stun/ }) });
    await expect(stun).toContainText('"db-1" was paused instead of failing');
    await client.button('Resize the volume').click();
    const dialog = client.dialog('Resize and settings of lun-01');
    await dialog.getByRole('textbox', { name: 'Size', exact: true }).fill('128 MiB');
    await client.button('Save', dialog).click();
    await expect(dialog).toBeHidden();
  });
  await test.step('it goes on by itself, and everything is written', async () => {
    await expect(page.getByRole('main')).not.toContainText('waiting for space');
    const answer = await writing;
    expect(answer.code, answer.stderr).toBe(0);
    await client.expectCompleted(/^Write/);
    await client.find('db-1');
    await expect(page.getByRole('main')).not.toContainText('is paused');
    expect((await yard.cli('check', '--deep')).code).toBe(0);
  });
});
