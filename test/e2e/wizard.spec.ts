/** The Rapid clone wizard: it explains, it forgets nothing, and it can be run without a mouse. */
import { mibBytes } from '../../shared/units.ts';
import { makeSparseImage } from '../fixtures/images.ts';
import { machinesSchema, tasksSchema } from './answers.ts';
import type { Client } from './client.ts';
import { expect, test, type Yard } from './yard.ts';

/** A served yard with the template `golden`, its page open. */
async function openTemplate(yard: Yard, client: Client): Promise<void> {
  const image = yard.folder.file('golden.img');
  await makeSparseImage(image, 8 * mibBytes, 1);
  await yard.command('init', '--empty');
  await yard.command('import', image, '--name', 'golden');
  await yard.serve();
  await client.open(yard.url);
  await client.find('golden');
}

test('names that are taken are told before anything happens, with the next free number', async ({ yard, client }) => {
  await openTemplate(yard, client);
  await yard.command('rapid-clone', 'golden', '--count', '12', '--names', 'vdi-{n:03}');
  await client.act('Rapid clone');
  await client.next();
  await client.fillNames(5, 'vdi-{n:03}');
  const collision = client.wizard.getByRole('alert').filter({ hasText: 'vdi-001, vdi-002, vdi-003, vdi-004, vdi-005' });
  await expect(collision).toBeVisible();
  await client.next();
  await expect(client.wizard.getByRole('alert').filter({ hasText: 'Some of these names are in use.' })).toBeVisible();
  await client.expectStep('Names and count');

  await collision.getByRole('button', { name: 'Start at 13' }).click();
  await expect(client.wizard.getByRole('textbox', { name: 'Start number' })).toHaveValue('13');
  await expect(collision).toBeHidden();
  await client.next();
  await client.next();
  await client.expectFact(client.wizard, 'Clones', '5: vdi-013, vdi-014, vdi-015, vdi-016, vdi-017');
});

test('a machine that takes a name meanwhile makes the review refuse', async ({ yard, client }) => {
  await openTemplate(yard, client);
  await client.act('Rapid clone');
  await client.goToReview(3, 'app-{n}');
  await yard.command('rapid-clone', 'golden', '--count', '1', '--names', 'APP-{n}', '--start', '2');
  await client.wizard.getByRole('button', { name: 'Finish' }).click();
  await expect(client.wizard.getByRole('alert')).toContainText(/app-2/i);
  await expect(client.wizard).toBeVisible();
  expect((await yard.ask(machinesSchema, 'vm', 'ls')).map((vm) => vm.name)).toEqual(['APP-2']);
});

test('Back loses nothing', async ({ yard, client }) => {
  await openTemplate(yard, client);
  await client.act('Rapid clone');
  const wizard = client.wizard;
  await client.next();
  await client.fillNames(25, 'lab-{n:04}-x');
  await wizard.getByRole('textbox', { name: 'Start number' }).fill('300');
  await client.next();
  await wizard.getByRole('checkbox', { name: 'Power on after creation' }).check();
  await client.next();
  await client.expectFact(wizard, 'Clones', /^25: lab-0300-x, .* … lab-0324-x$/);
  await client.expectFact(wizard, 'Power', 'Powered on after creation');

  await wizard.getByRole('button', { name: 'Back' }).click();
  await expect(wizard.getByRole('checkbox', { name: 'Power on after creation' })).toBeChecked();
  await wizard.getByRole('button', { name: 'Back' }).click();
  await expect(wizard.getByRole('textbox', { name: 'Number of clones' })).toHaveValue('25');
  await expect(wizard.getByRole('textbox', { name: 'Start number' })).toHaveValue('300');
  await expect(wizard.getByRole('textbox', { name: 'Name pattern' })).toHaveValue('lab-{n:04}-x');
  await wizard.getByRole('button', { name: 'Back' }).click();
  await client.expectStep('Source');
  await expect(client.row(client.grid('Sources'), 'golden')).toHaveAttribute('aria-selected', 'true');
  await wizard.getByRole('button', { name: 'Ready to complete' }).click();
  await client.expectFact(wizard, 'Clones', /^25: lab-0300-x, /);
});

test('a pattern that cannot be used is explained beside the field', async ({ yard, client }) => {
  await openTemplate(yard, client);
  await client.act('Rapid clone');
  await client.next();
  const pattern = client.wizard.getByRole('textbox', { name: 'Name pattern' });
  const cases: [typed: string, told: RegExp][] = [
    ['vdi-{x}', /placeholder that is not known/],
    ['{n}-{n}', /more than one \{n\}/],
    ['vdi-{n:12}', /more than 9 digits/],
    ['a/b-{n}', /cannot contain/],
    [`${'x'.repeat(80)}-{n}`, /at most 80 characters/],
  ];
  for (const [typed, told] of cases) {
    await pattern.fill(typed);
    await expect(pattern).toHaveAttribute('aria-invalid', 'true');
    await expect(pattern).toHaveAccessibleDescription(told);
    await client.next();
    await client.expectStep('Names and count');
    await expect(pattern).toBeFocused();
  }
  await pattern.fill('desk');
  await expect(pattern).not.toHaveAttribute('aria-invalid', 'true');
  await client.expectFact(client.wizard, 'Names', 'desk1, desk2, desk3 … desk10');
});

test('cancel leaves nothing behind, and an empty yard says what is missing', async ({ yard, client }) => {
  await openTemplate(yard, client);
  const before = await yard.ask(tasksSchema, 'task', 'ls');
  await client.act('Rapid clone');
  await client.goToReview(50, 'vdi-{n:03}');
  await client.wizard.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(client.wizard).toBeHidden();
  await client.act('Rapid clone');
  await client.expectStep('Source');
  await client.page.keyboard.press('Escape');
  await expect(client.wizard).toBeHidden();
  expect(await yard.ask(machinesSchema, 'vm', 'ls')).toEqual([]);
  expect(await yard.ask(tasksSchema, 'task', 'ls')).toEqual(before);

  await yard.command('template', 'rm', 'golden');
  await client.find('esx-01.yard.local');
  await client.act('Rapid clone');
  await expect(client.wizard).toContainText('There is nothing to clone');
  await client.next();
  await expect(client.wizard.getByRole('alert')).toContainText('Choose a template or a powered-off virtual machine.');
});

test('the whole wizard runs by keyboard', async ({ yard, client }) => {
  await openTemplate(yard, client);
  const { page, wizard } = client;
  /** Tab until the focus is there; a control that cannot be reached ends the test. */
  const tabTo = async (name: string, role: 'textbox' | 'button' | 'checkbox' | 'grid' = 'button') => {
    const target = wizard.getByRole(role, { name, exact: true });
    await expect(async () => {
      await page.keyboard.press('Tab');
      await expect(target).toBeFocused({ timeout: 1 });
    }, `${name} is reached by Tab`).toPass({ intervals: [0] });
  };
  await page.keyboard.press('Control+Shift+V');
  await client.tree.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toBeVisible();
  // Typing the beginning of a name goes to it, as in every menu, and in submenus too.
  await page.keyboard.type('cl');
  await expect(client.menuItem(/^Clone$/)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('ra');
  await expect(client.menuItem('Rapid clone')).toBeFocused();
  await page.keyboard.press('Enter');
  await client.expectStep('Source');

  await tabTo('Sources', 'grid');
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await expect(client.row(client.grid('Sources'), 'golden')).toHaveAttribute('aria-selected', 'true');
  await tabTo('Next');
  await page.keyboard.press('Enter');
  await client.expectStep('Names and count');
  await tabTo('Number of clones', 'textbox');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('6');
  await page.keyboard.press('ArrowUp');
  await expect(wizard.getByRole('textbox', { name: 'Number of clones' })).toHaveValue('7');
  await tabTo('Name pattern', 'textbox');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('key-{n:02}');
  await tabTo('Next');
  await page.keyboard.press('Enter');
  await client.expectStep('Placement');
  await tabTo('Power on after creation', 'checkbox');
  await page.keyboard.press('Space');
  await tabTo('Next');
  await page.keyboard.press('Enter');
  await client.expectFact(wizard, 'Clones', '7: key-01, key-02, key-03 … key-07');
  await tabTo('Finish');
  await page.keyboard.press('Enter');
  await client.expectCompleted('Rapid clone 7 virtual machines');
  const machines = await yard.ask(machinesSchema, 'vm', 'ls');
  expect(machines.map((vm) => [vm.name, vm.powerState])).toEqual(['01', '02', '03', '04', '05', '06', '07'].map((n) => [`key-${n}`, 'poweredOn']));
});

test('Finish waits for the plan that is still being worked out', async ({ yard, client }) => {
  await openTemplate(yard, client);
  await client.act('Rapid clone');
  await client.next();
  await client.fillNames(4, 'swift-{n}');
  await client.next();
  await client.wizard.getByRole('checkbox', { name: 'Power on after creation' }).check();
  await client.next();
  await client.wizard.getByRole('button', { name: 'Finish' }).click();
  await client.expectCompleted('Rapid clone 4 virtual machines');
  await expect(client.wizard).toBeHidden();
});

test('Finish waits for the plan of a deployment and of a migration as well', async ({ yard, client }) => {
  await openTemplate(yard, client);
  await yard.command('volume', 'create', 'second', '--size', '1GiB', '--type', 'NFS');
  await client.act('Deploy from template');
  const deploying = client.dialog('Deploy from template');
  await deploying.getByRole('textbox', { name: 'Virtual machine name' }).fill('swift');
  for (let step = 0; step < 3; step += 1) await client.button('Next', deploying).click();
  await deploying.getByRole('checkbox', { name: 'Power on virtual machine after creation' }).check();
  await client.button('Next', deploying).click();
  await client.button('Finish', deploying).click();
  await client.expectCompleted('Deploy "swift" from template');
  await expect(deploying).toBeHidden();

  await client.find('swift');
  await client.act(/^Migrate…/);
  const migrating = client.dialog('Migrate swift');
  await migrating.getByRole('radio', { name: /^Change the datastore only/ }).check();
  await client.button('Next', migrating).click();
  await migrating.getByRole('button', { name: /Datastore$/ }).click();
  await client.page.getByRole('option', { name: /^second/ }).click();
  await client.button('Next', migrating).click();
  await client.button('Finish', migrating).click();
  await client.expectCompleted('Migrate virtual machine');
  await expect(migrating).toBeHidden();
});
