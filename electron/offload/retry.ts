/** What is worth trying again: a link that went down may be back, and the next command may be answered in time. */
import { CommandFailed } from './device/deviceTypes.ts';

/** How often a read or write of a host is tried again, without any progress in between. */
export const mostRetries = 3;

export function isTransient(error: unknown): boolean {
  return error instanceof CommandFailed && (error.failure === 'linkDown' || error.failure === 'timedOut');
}

/** @throws what `work` throws once trying again has not helped, or would not */
export async function tryAgain(work: () => Promise<void>): Promise<void> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || retries === mostRetries) throw error;
    }
  }
}
