/** What cannot be read or reached: in a small window, or with the spacing of text that a reader may set. */
import type { Page } from '@playwright/test';

/** Spacing that text must bear without loss (WCAG 2.2, success criterion 1.4.12). */
const spacedText = 'body * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }';

/** Runs `look` with spaced text. The page's policy lets in no style of others, but it may be asked to adopt one. */
export async function withSpacedText(page: Page, look: () => Promise<void>): Promise<void> {
  await page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets.push(sheet);
  }, spacedText);
  await look();
  await page.evaluate(() => {
    document.adoptedStyleSheets.pop();
  });
}

/**
 * What is lost on the page as it is now (WCAG 2.2, success criteria 1.4.4 and 1.4.10): a page that scrolls sideways,
 * text that scrolls in two directions, controls and headings that are cut off or lie where nothing scrolls to, and text
 * that its box cuts off below. Grids, trees, tables and lists of tabs may scroll sideways, as the criterion says.
 */
export async function findLost(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const slackPx = 2;
    const lost: string[] = [];
    const nameOf = (element: Element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}"`;
    const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && getComputedStyle(element).clipPath === 'none' && element.closest('[data-live-announcer], [aria-hidden="true"], .ui-visually-hidden, .ui-skip') === null;
    const isHeld = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
    const isScrolled = (overflow: string) => overflow === 'auto' || overflow === 'scroll';
    const wide = '[role="grid"], [role="tree"], [role="tablist"], table';

    if (document.documentElement.scrollWidth > innerWidth) lost.push(`the page is ${document.documentElement.scrollWidth} px wide`);

    for (const element of document.querySelectorAll('body *')) {
      const style = getComputedStyle(element);
      if (element.scrollHeight > element.clientHeight + slackPx && isHeld(style.overflowY) && style.whiteSpace === 'nowrap' && (element.textContent ?? '').trim() !== '' && element.clientHeight > 0 && isShown(element)) {
        lost.push(`cut off below: ${nameOf(element)}`);
      }
      const isTwoWay = element.scrollWidth > element.clientWidth + slackPx && isScrolled(style.overflowX) && element.scrollHeight > element.clientHeight + slackPx && isScrolled(style.overflowY);
      if (isTwoWay && !element.matches(wide) && element.closest('[role="grid"]') === null && element.querySelector(wide) === null) lost.push(`scrolls both ways: ${nameOf(element)}`);
    }

    for (const element of document.querySelectorAll('button, a[href], input, select, textarea, h1, h2, h3, [role="tab"], [role="menuitem"], [role="option"]')) {
      // Cells end in an ellipsis and their columns can be made wider.
      if (element.closest('[role="gridcell"], [role="columnheader"]') !== null || !isShown(element)) continue;
      const box = element.getBoundingClientRect();
      // What only assistive technology is to meet, such as a way out of a menu, is a point.
      if (Math.min(box.width, box.height, element.parentElement?.clientWidth ?? 0) <= 1) continue;
      let isFreeSideways = false;
      let isFreeUpwards = false;
      const check = (left: number, right: number, top: number, bottom: number, by: string) => {
        if (!isFreeSideways && (box.left < left - slackPx || box.right > right + slackPx)) lost.push(`cut off sideways by ${by}: ${nameOf(element)}`);
        else if (!isFreeUpwards && (box.top < top - slackPx || box.bottom > bottom + slackPx)) lost.push(`cut off by ${by}: ${nameOf(element)}`);
        else return;
        isFreeSideways = true;
        isFreeUpwards = true;
      };
      for (let outer = element.parentElement; outer !== null && outer !== document.documentElement; outer = outer.parentElement) {
        const { overflowX, overflowY, position } = getComputedStyle(outer);
        const edge = outer.getBoundingClientRect();
        if (isScrolled(overflowX)) isFreeSideways = true;
        if (isScrolled(overflowY)) isFreeUpwards = true;
        if (isHeld(overflowX) && isHeld(overflowY)) check(edge.left, edge.right, edge.top, edge.bottom, nameOf(outer));
        if (position === 'fixed') break;
      }
      check(0, innerWidth, 0, innerHeight, 'the window');
    }
    return [...new Set(lost)];
  });
}
