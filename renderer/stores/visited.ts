/**
 * The steps of the browser's history as far as this client has made them: where back and forward lead. The browser
 * tells nobody, so each entry carries the number of its step, and what stands at each step is kept for as long as the
 * tab lives, reloads included.
 */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import * as z from 'zod';

/** Addresses in the order in which they were visited, and the one that is shown. */
const visitedSchema = z.object({
  /** The number of the first step that is remembered. */
  first: z.number().int().nonnegative(),
  fragments: z.array(z.string()).min(1),
  /** The number of the step that is shown. */
  at: z.number().int().nonnegative(),
});
export type Visited = Readonly<z.infer<typeof visitedSchema>>;

const stateSchema = z.object({ step: z.number().int().nonnegative() });
/** What is kept with an entry of the browser's history. */
export type StepState = z.infer<typeof stateSchema>;

const mostSteps = 100;

/** A step forward to a new place: what was ahead is gone, as in the browser. */
export function steppedTo({ first, fragments, at }: Visited, fragment: string): Visited {
  const kept = [...fragments.slice(0, at - first + 1), fragment];
  const dropped = Math.max(0, kept.length - mostSteps);
  return { first: first + dropped, fragments: kept.slice(dropped), at: at + 1 };
}

/** Another address in the place of the one that is shown. */
export function replacedBy({ first, fragments, at }: Visited, fragment: string): Visited {
  return { first, fragments: fragments.with(at - first, fragment), at };
}

/** After back, forward or a reload to `step`; an entry that is not known is a new step, as one typed into the address bar is. */
export function arrivedAt(visited: Visited, step: number | null, fragment: string): Visited {
  if (step !== null && visited.fragments[step - visited.first] === fragment) return { ...visited, at: step };
  return steppedTo(visited, fragment);
}

/** Where back and forward lead; null where they lead out of what is known. */
export function neighbours({ first, fragments, at }: Visited): { readonly back: string | null; readonly forward: string | null } {
  return { back: fragments[at - first - 1] ?? null, forward: fragments[at - first + 1] ?? null };
}

const visitedStore = createStore<{ readonly visited: Visited | null }>()(() => ({ visited: null }));

export function useVisited(): Visited | null {
  return useStore(visitedStore, ({ visited }) => visited);
}

/** A new entry is about to be made for `fragment`; the answer is to be kept with it. */
export function recordStep(fragment: string): StepState {
  return keep(steppedTo(present(), fragment));
}

/** The entry that is shown is about to lead to `fragment` instead. */
export function recordReplacement(fragment: string): StepState {
  return keep(replacedBy(present(), fragment));
}

/** @param state what is kept with the entry that is shown now */
export function recordArrival(state: unknown, fragment: string): StepState {
  const known = stateSchema.safeParse(state);
  const visited = visitedStore.getState().visited ?? stored();
  if (visited === null) return keep({ first: 0, fragments: [fragment], at: 0 });
  return keep(arrivedAt(visited, known.success ? known.data.step : null, fragment));
}

const storageKey = 'cloneyard.visited';

function present(): Visited {
  return visitedStore.getState().visited ?? { first: 0, fragments: [location.hash], at: 0 };
}

function keep(visited: Visited): StepState {
  visitedStore.setState({ visited });
  sessionStorage.setItem(storageKey, JSON.stringify(visited));
  return { step: visited.at };
}

function stored(): Visited | null {
  const text = sessionStorage.getItem(storageKey);
  if (text === null) return null;
  const parsed = visitedSchema.safeParse(JSON.parse(text));
  return parsed.success && parsed.data.fragments[parsed.data.at - parsed.data.first] !== undefined ? parsed.data : null;
}
