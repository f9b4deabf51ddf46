/** What a person has set for themselves, kept in this browser as one parsed record. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import * as z from 'zod';
import { objectIdSchema } from '../../shared/ids.ts';
import { unitSystems } from '../../shared/units.ts';

/** `contrast` is high contrast, light or dark as the operating system prefers. */
export const themeSchema = z.enum(['system', 'light', 'dark', 'contrast']);
export type ThemeChoice = z.infer<typeof themeSchema>;

/** `usual`: lists show date and time, what was measured or counted shows how long ago. */
export const timeStyleSchema = z.enum(['usual', 'absolute', 'relative']);

export const unitSystemSchema = z.enum(unitSystems);

/** The shape in which the data grid describes what was changed about its columns. */
const columnStateSchema = z.object({
  order: z.array(z.string()).catch([]),
  widths: z.record(z.string(), z.number().positive()).catch({}),
  hidden: z.array(z.string()).catch([]),
  sort: z.object({ columnId: z.string(), isDescending: z.boolean() }).nullable().catch(null),
});
export type ColumnState = z.infer<typeof columnStateSchema>;

/** Every field falls back by itself, so that one bad value does not cost the others. */
export const preferencesSchema = z.object({
  theme: themeSchema.catch('system'),
  times: timeStyleSchema.catch('usual'),
  sizes: unitSystemSchema.catch('binary'),
  treeWidthPx: z.number().min(160).max(800).catch(270),
  isTreeOpen: z.boolean().catch(true),
  dockHeightPx: z.number().min(80).max(900).catch(190),
  isDockOpen: z.boolean().catch(true),
  /** Desktop notifications at the end of long tasks; `ask`: nobody has been asked yet. */
  taskNotifications: z.enum(['ask', 'on', 'off']).catch('ask'),
  /** The objects whose pages were open last, the latest first. Ids mean nothing in another array's yard. */
  recent: z.object({ arrayId: z.string(), ids: z.array(objectIdSchema).catch([]) }).catch({ arrayId: '', ids: [] }),
  columns: z.record(z.string(), columnStateSchema).catch({}),
});
export type Preferences = z.infer<typeof preferencesSchema>;

const storageKey = 'cloneyard.preferences';

/** Preferences from their stored text; defaults for whatever is missing or not understood. */
export function parsePreferences(text: string | null): Preferences {
  return preferencesSchema.parse(parseRecord(text));
}

function parseRecord(text: string | null): unknown {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

export const preferencesStore = createStore<Preferences>()(() => parsePreferences(null));

export function usePreferences<Part>(select: (state: Preferences) => Part): Part {
  return useStore(preferencesStore, select);
}

export function setPreferences(change: Partial<Preferences>): void {
  preferencesStore.setState(change);
}

export function setColumns(gridId: string, { order, widths, hidden, sort }: Readonly<{
  order: readonly string[];
  widths: Readonly<Record<string, number>>;
  hidden: readonly string[];
  sort: ColumnState['sort'];
}>): void {
  const columns: ColumnState = { order: [...order], widths: { ...widths }, hidden: [...hidden], sort };
  preferencesStore.setState((state) => ({ columns: { ...state.columns, [gridId]: columns } }));
}

const saveDelayMs = 200;

/** Loads the stored record and saves it after every change, a moment later so that dragging stays smooth. */
export function keepPreferences(storage: Storage): void {
  preferencesStore.setState(parsePreferences(storage.getItem(storageKey)), true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  preferencesStore.subscribe((state) => {
    clearTimeout(timer);
    timer = setTimeout(() => storage.setItem(storageKey, JSON.stringify(state)), saveDelayMs);
  });
}

/** What the operating system says about the person before it. */
export interface SystemWishes {
  readonly isDark: boolean;
  readonly isMoreContrast: boolean;
  /** It replaces colours by its own; then what tells states without colours is wanted, whatever the choice. */
  readonly isForced: boolean;
}

export interface Look {
  readonly theme: 'light' | 'dark';
  readonly contrast: 'usual' | 'more';
}

/** How the client is to look, given what was chosen in it and what the operating system prefers. */
export function lookOf(choice: ThemeChoice, { isDark, isMoreContrast, isForced }: SystemWishes): Look {
  const isOfSystem = choice === 'system' || choice === 'contrast';
  return {
    theme: isOfSystem ? (isDark ? 'dark' : 'light') : choice,
    contrast: isForced || choice === 'contrast' || (choice === 'system' && isMoreContrast) ? 'more' : 'usual',
  };
}
