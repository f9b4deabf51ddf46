/** Customization specifications and pools, asked for again after each change that is made here. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CustomizationSpec, IpPool, SecretProtection } from '../../shared/model/customization.ts';
import { yard } from './connection.ts';
import { useLoaded, type Loaded } from './requests.ts';

export interface Customization {
  readonly specs: readonly CustomizationSpec[];
  readonly pools: readonly IpPool[];
  readonly protectedBy: SecretProtection;
}

const roundStore = createStore<{ readonly round: number }>()(() => ({ round: 0 }));

/** To be called after a change, so that everything that shows specifications or pools asks anew. */
export function customizationChanged(): void {
  roundStore.setState(({ round }) => ({ round: round + 1 }));
}

export function useCustomization(): Loaded<Customization> {
  const round = useStore(roundStore, (state) => state.round);
  return useLoaded<Customization>(`customization ${round}`, (signal) => yard().customization.list(undefined, { signal }));
}
