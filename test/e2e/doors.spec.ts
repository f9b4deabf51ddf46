/** Who gets in, who is told to wait, and what happens when the server goes away. */
import { mibBytes } from '../../shared/units.ts';
import { makeSparseImage } from '../fixtures/images.ts';
import { clonedSchema } from './answers.ts';
import { Client } from './client.ts';
import { expect, test, Yard } from './yard.ts';

test('a page without the token says so and shows nothing of the yard', async ({ yard, client, context }) => {
  await yard.command('init', '--empty');
  await yard.serve();
  await client.page.goto(new URL('/', yard.url).href);
  await expect(client.page.getByRole('main')).toContainText('This page needs its key');
  await expect(client.tree).toBeHidden();
  await expect(client.page.getByText('esx-01.yard.local')).toBeHidden();

  const stranger = await context.newPage();
  await stranger.goto(`${new URL('/', yard.url).href}#token=${'x'.repeat(32)}`);
  await expect(stranger.getByRole('main')).toContainText('The server does not accept this key');
  await expect(stranger.getByRole('main')).toContainText('The address is from an earlier start of the server');
  await expect(stranger.getByRole('tree')).toBeHidden();
});

test('the token leaves the address bar, and a reload still gets in', async ({ yard, client }) => {
  await yard.command('init', '--empty');
  await yard.serve();
  await client.open(yard.url);
  expect(client.page.url()).not.toContain('token');
  await client.find('datastore1');
  const address = client.page.url();
  await client.page.reload();
  await client.expectPage('datastore1');
  expect(client.page.url()).toBe(address);
});

test('a second server on the same directory fails and says who holds it', async ({ yard }) => {
  await yard.command('init', '--empty');
  await yard.serve();
  const second = await yard.cli('serve');
  expect(second.code).toBe(1);
  expect(second.stderr).toContain(`is in use by the browser client (process ${yard.processId}) at ${yard.url}.`);
  expect(second.stdout).toBe('');
  const other = new Yard({ ...yard.folder, file: (name) => yard.folder.file(`other-${name}`) });
  const taken = await other.cli('serve', '--port', String(yard.port));
  expect(taken.code).toBe(1);
  expect(taken.stderr).toContain(`Port ${yard.port} is in use by another process.`);
});

test('the command line works on what the page shows', async ({ yard, client }) => {
  const image = yard.folder.file('golden.img');
  await makeSparseImage(image, 8 * mibBytes, 1);
  await yard.command('init', '--empty');
  await yard.serve();
  await client.open(yard.url);
  await client.openTab('Templates');
  const templates = client.grid('Templates in vcenter.yard.local');
  const grid = client.grid('Virtual machines in vcenter.yard.local');
  await yard.command('import', image, '--name', 'golden');
  await expect(client.row(templates, 'golden').first()).toContainText('esx-01.yard.local');
  await client.openTab('VMs');
  expect(await yard.ask(clonedSchema, 'rapid-clone', 'golden', '--count', '3', '--names', 'vdi-{n}')).toEqual(
    expect.objectContaining({ created: 3, failed: 0 }),
  );
  await expect(grid).toHaveAttribute('aria-rowcount', '4');
  await yard.command('vm', 'power', 'on', 'vdi-2');
  await expect(await client.cell(grid, client.row(grid, 'vdi-2'), 'State')).toHaveText('Powered on');
  await yard.command('vm', 'rm', 'vdi-1', 'vdi-3');
  await expect(grid).toHaveAttribute('aria-rowcount', '2');
  const duplicate = await yard.cli('--json', 'import', image, '--name', 'golden');
  expect(duplicate.code).toBe(1);
  expect(JSON.parse(duplicate.stdout)).toMatchObject({ fault: 'DuplicateName' });
});

test('a page whose connection breaks off says so, connects again by itself and catches up', async ({ yard, client }) => {
  const image = yard.folder.file('golden.img');
  await makeSparseImage(image, 8 * mibBytes, 1);
  await yard.command('init', '--empty');
  await yard.serve();
  const { page } = client;
  const banner = page.getByRole('status').filter({ hasText: 'Connection lost, retrying.' });
  let isNetworkDown = false;
  let breakOff = async (): Promise<void> => undefined;
  // The page's socket goes to the real server; only the network between the two is played.
  await page.routeWebSocket('**/yard', async (socket) => {
    if (isNetworkDown) {
      await socket.close();
      return;
    }
    const server = socket.connectToServer();
    breakOff = async () => {
      await socket.close();
      await server.close();
    };
  });
  await client.open(yard.url);
  await client.openTab('Templates');
  await expect(banner).toBeHidden();
  isNetworkDown = true;
  await breakOff();
  await expect(banner).toBeVisible();
  await expect(client.treeItem('vcenter.yard.local')).toBeVisible();
  await yard.command('import', image, '--name', 'golden');
  isNetworkDown = false;
  await banner.getByRole('button', { name: 'Try now' }).click();
  await expect(banner).toBeHidden();
  await expect(client.row(client.grid(/^Templates in/), 'golden').first()).toBeVisible();
});

test('when the server stops, its page says so; the address of the next start opens the yard again', async ({ yard, client, context }) => {
  await yard.command('init', '--empty');
  await yard.serve();
  const { port } = yard;
  await client.open(yard.url);
  await yard.stop();
  await expect(client.page.getByRole('status').filter({ hasText: 'Connection lost, retrying.' })).toBeVisible();
  await yard.serve(port);
  expect(yard.port).toBe(port);
  const next = new Client(await context.newPage());
  await next.open(yard.url);
  await next.find('datastore1');
});
