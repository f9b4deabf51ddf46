/**
 * What only the desktop shell can do. Served by Electron's main process over a port of its
 * own; in browser mode it does not exist and the client offers path entry and upload instead.
 */
import * as z from 'zod';
import { call } from './base.ts';

const chosenPath = z.object({ path: z.string().nullable() });

export const shellContract = {
  /** Native open dialog; null when dismissed. */
  chooseImage: call.output(chosenPath),
  /** Native save dialog; null when dismissed. */
  chooseExportTarget: call.input(z.object({ suggestedName: z.string().max(200) })).output(chosenPath),
};
export type ShellContract = typeof shellContract;
