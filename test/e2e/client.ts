/** The client as a user meets it: everything is found by its role and its name. */
import { expect, type Locator, type Page } from '@playwright/test';

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

export class Client {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    // What is not there after this time does not come; the test should then say so and end.
    page.setDefaultTimeout(15_000);
  }

  /** Opens the address of a yard that has been set up. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.expectReady();
  }

  async expectReady(): Promise<void> {
    await expect(this.tree.getByRole('treeitem').first()).toBeVisible();
  }

  // Inventory

  get tree(): Locator {
    return this.page.getByRole('tree');
  }

  /** A row of the tree. Machines tell their state before their name. */
  treeItem(name: string): Locator {
    return this.tree.getByRole('treeitem', { name: new RegExp(`(^| )${escaped(name)}$`) });
  }

  async showView(name: 'Hosts and clusters' | 'VMs and templates' | 'Storage' | 'Networking'): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
    await expect(this.page.getByRole('tree', { name })).toBeVisible();
  }

  /** Selects an object of the tree and waits for its page. */
  async select(name: string): Promise<void> {
    await this.treeItem(name).click();
    await this.expectPage(name);
  }

  /** Opens a branch of the tree, as the keyboard does. */
  async expand(name: string): Promise<void> {
    await this.treeItem(name).click();
    await this.page.keyboard.press('ArrowRight');
    await expect(this.treeItem(name)).toHaveAttribute('aria-expanded', 'true');
  }

  /** Opens the page of anything by the search in the header. */
  async find(name: string): Promise<void> {
    await this.search.fill(name);
    await this.page.getByRole('listbox', { name: 'Search results' }).getByRole('option', { name, exact: true }).click();
    await this.expectPage(name);
  }

  get search(): Locator {
    return this.page.getByRole('combobox', { name: 'Search the inventory' });
  }

  async expectPage(name: string): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  }

  async openTab(name: string): Promise<void> {
    const tab = this.page.getByRole('main').getByRole('tab', { name: new RegExp(`^${escaped(name)}`) });
    await tab.click();
    await expect(tab).toHaveAttribute('aria-selected', 'true');
  }

  // Menus

  menuItem(label: string | RegExp): Locator {
    return this.page.getByRole('menuitem', { name: label });
  }

  /** An entry of the menu that is open, wherever it stands: opens the submenus one after another until it is in sight. */
  async findEntry(label: string | RegExp): Promise<Locator> {
    const entry = this.menuItem(label);
    const menu = this.page.getByRole('menu').first();
    await expect(menu).toBeVisible();
    if (await entry.isVisible()) return entry;
    for (const submenu of await menu.getByRole('menuitem').and(this.page.locator('[aria-haspopup=menu]')).all()) {
      await submenu.click();
      await expect(this.page.getByRole('menu', { name: (await submenu.textContent()) ?? '', exact: true })).toBeVisible();
      if (await entry.isVisible()) return entry;
    }
    throw new Error(`No menu that is open has the entry ${String(label)}.`);
  }

  /** Chooses from the menu that is open, or from one of its submenus. */
  async choose(label: string | RegExp): Promise<void> {
    await (await this.findEntry(label)).click();
  }

  /** Chooses from the Actions menu of the page that is shown. */
  async act(label: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: 'Actions', exact: true }).click();
    await this.choose(label);
  }

  /** Chooses from the Help menu of the header. */
  async help(label: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Help' }).click();
    await this.menuItem(label).click();
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name });
  }

  /** A dialog that asks before something is done that cannot be taken back. */
  question(name: string | RegExp): Locator {
    return this.page.getByRole('alertdialog', { name });
  }

  /** A button of the page or of a dialog on it, by its whole name. */
  button(name: string, within: Locator = this.page.getByRole('main')): Locator {
    return within.getByRole('button', { name, exact: true });
  }

  // Grids

  grid(name: string | RegExp): Locator {
    return this.page.getByRole('grid', { name });
  }

  /** The row whose name this is. */
  row(grid: Locator, name: string): Locator {
    return grid.getByRole('row').filter({ has: this.page.getByRole('gridcell', { name, exact: true }) });
  }

  /** The cell of a row under a column's header. */
  async cell(grid: Locator, row: Locator, column: string): Promise<Locator> {
    const headers = await grid.getByRole('columnheader').allTextContents();
    expect(headers).toContain(column);
    return row.getByRole('gridcell').nth(headers.indexOf(column));
  }

  /** The names in sight, from the top. */
  async visibleNames(grid: Locator): Promise<string[]> {
    const rows = await grid.getByRole('row').all();
    const names = await Promise.all(rows.slice(1).map((row) => row.getByRole('link').first().textContent()));
    return names.map((name) => name ?? '');
  }

  // Cards and lists of facts

  /** A card of a Summary tab. */
  card(title: string): Locator {
    return this.page.getByRole('region', { name: title, exact: true });
  }

  /** The value beside a label. */
  async fact(within: Locator, label: string): Promise<Locator> {
    const term = within.getByRole('term').filter({ hasText: new RegExp(`^${escaped(label)}$`) });
    await expect(term).toBeVisible();
    // Found anew each time it is looked at, since a list may be replaced as a whole.
    return term.locator('xpath=following-sibling::dd[1]');
  }

  async expectFact(within: Locator, label: string, value: string | RegExp): Promise<void> {
    await expect(await this.fact(within, label)).toHaveText(value);
  }

  /** The exact number of bytes behind a size, which is the size's tooltip. */
  async bytes(within: Locator, label: string): Promise<number> {
    return await exactBytes((await this.fact(within, label)).getByTitle(/ bytes$/).first());
  }

  /** Waits until a size says what it should, to the byte. */
  async expectBytes(within: Locator, label: string, bytes: number): Promise<void> {
    await expect.poll(async () => await this.bytes(within, label), { message: label }).toBe(bytes);
  }

  // Tasks

  /** The newest task of that name in the dock. */
  task(name: string | RegExp): Locator {
    return this.grid('Recent tasks').getByRole('row').filter({ has: this.page.getByRole('button', { name, exact: true }) }).first();
  }

  async expectCompleted(name: string | RegExp): Promise<void> {
    await expect(this.task(name)).toContainText('Completed', { timeout: 60_000 });
  }

  async openTask(name: string | RegExp): Promise<Locator> {
    await this.task(name).getByRole('button', { name, exact: true }).click();
    const dialog = this.dialog(name);
    await expect(dialog).toBeVisible();
    return dialog;
  }

  // Rapid clone

  get wizard(): Locator {
    return this.dialog('Rapid clone');
  }

  async expectStep(title: string): Promise<void> {
    await expect(this.wizard.getByRole('heading', { level: 3, name: title, exact: true })).toBeVisible();
  }

  async next(): Promise<void> {
    await this.wizard.getByRole('button', { name: 'Next' }).click();
  }

  /** Fills in the step Names and count. */
  async fillNames(count: number, pattern: string): Promise<void> {
    await this.wizard.getByRole('textbox', { name: 'Number of clones' }).fill(String(count));
    await this.wizard.getByRole('textbox', { name: 'Name pattern' }).fill(pattern);
  }

  /** From the Source step, with a source chosen, to the review. */
  async goToReview(count: number, pattern: string): Promise<void> {
    await this.expectStep('Source');
    await this.next();
    await this.expectStep('Names and count');
    await this.fillNames(count, pattern);
    await this.next();
    await this.expectStep('Placement');
    await this.next();
    await this.expectStep('Ready to complete');
    await expect(this.wizard.getByRole('term').filter({ hasText: /^Data to copy$/ })).toBeVisible();
  }
}

/** The number in the tooltip of a size. */
export async function exactBytes(size: Locator): Promise<number> {
  const title = await size.getAttribute('title');
  return Number((title ?? '').replace(/ bytes$/, '').replaceAll(',', ''));
}
