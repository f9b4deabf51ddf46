/** One screen of the client, for those who look at all of them. */
import type { Client } from './client.ts';
import { expect } from './yard.ts';

export interface Screen {
  readonly name: string;
  readonly open: (client: Client) => Promise<void>;
  /** Leads back to a page without a dialog; for dialogs. */
  readonly close?: (client: Client) => Promise<void>;
}

export const escape = async ({ page }: Client) => {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog').or(page.getByRole('alertdialog')).or(page.getByRole('menu'))).toHaveCount(0);
};
