/** What axe finds on the page as it is now, for stories that look at their own dialogs; `accessibility.spec.ts` looks at every screen. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Client } from './client.ts';
import { expect } from './yard.ts';

/** All rules in the light theme; in the dark one those about colours, because nothing else differs between them. */
export async function expectAccessible({ page }: Client, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      .options({ resultTypes: ['violations'], ...(colorScheme === 'dark' ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {}) })
      .exclude('[data-live-announcer]')
      .analyze();
    expect.soft(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`) })), `${what}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
