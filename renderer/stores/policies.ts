/** Storage policies as the client sees them: one store, fed by `policies.watch`. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { PolicyState } from '../../shared/contract/policies.ts';
import type { ObjectId, StoragePolicyId } from '../../shared/ids.ts';
import { PolicyBook } from '../../shared/storagePolicy.ts';
import { yard } from './connection.ts';

export interface PoliciesState extends PolicyState {
  readonly phase: 'loading' | 'ready';
  /** Policies held against datastores. The same object until one of either has become another. */
  readonly book: PolicyBook;
}

const nothing: PolicyState = { policies: [], datastores: [] };
export const initialPolicies: PoliciesState = { phase: 'loading', ...nothing, book: new PolicyBook(nothing) };

export const policiesStore = createStore<PoliciesState>()(() => initialPolicies);

/** Each event is everything there is to know; the last one counts. */
export function receivePolicyStates(states: readonly PolicyState[]): boolean {
  const last = states.at(-1);
  if (last === undefined) return true;
  const { policies, datastores } = last;
  const before = policiesStore.getState();
  const isSame = before.phase === 'ready' && JSON.stringify({ policies, datastores }) === JSON.stringify({ policies: before.policies, datastores: before.datastores });
  if (!isSame) policiesStore.setState({ phase: 'ready', policies, datastores, book: new PolicyBook(last) }, true);
  return true;
}

export function usePolicies<Part>(select: (state: PoliciesState) => Part): Part {
  return useStore(policiesStore, select);
}

export function usePolicyBook(): PolicyBook {
  return usePolicies((state) => state.book);
}

/** As many as one call takes. */
const mostAtOnce = 1000;

/** Gives machines and templates a policy; null: "Datastore default". @returns how many had another one */
export async function assignPolicy(vmIds: readonly ObjectId[], policyId: StoragePolicyId | null): Promise<number> {
  let changed = 0;
  for (let first = 0; first < vmIds.length; first += mostAtOnce) {
    changed += (await yard().policies.assign({ vmIds: vmIds.slice(first, first + mostAtOnce), policyId })).changed;
  }
  return changed;
}
