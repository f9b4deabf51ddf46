/** Text for the clipboard of the operating system. */
import { say } from '../strings/say.ts';
import { notify } from './notices.ts';

/**
 * Copies a text and says so.
 * @param done what to tell when it is there: "Link to web-01 copied."
 */
export async function copyText(text: string, done: string): Promise<void> {
  if (await write(text)) notify('success', done);
  else notify('danger', say('stores.clipboardNotToBeHad', { text }));
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The desktop shell grants no permissions, and a browser may refuse this one: the older way needs none.
    return copySelection(text);
  }
}

function copySelection(text: string): boolean {
  const focusedBefore = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'ui-visually-hidden';
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focusedBefore instanceof HTMLElement) focusedBefore.focus();
  return isCopied;
}
