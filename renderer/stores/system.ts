/** The yard's own account of itself: where it lives and whether it has been set up. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { faultOf } from '../api/faults.ts';
import type { FaultRecord } from '../../shared/faults.ts';
import type { YardInfo } from '../../shared/model/system.ts';
import { accessStore } from './access.ts';
import { yard } from './connection.ts';

interface SystemState {
  readonly info: YardInfo | null;
  /** Why the last attempt to ask failed. */
  readonly fault: FaultRecord | null;
}

export const systemStore = createStore<SystemState>()(() => ({ info: null, fault: null }));

/** Asks again; the answer, or why there is none, is in the store. Who is asking comes with it: nothing is shown before it is known what is allowed. */
export async function refreshSystem(): Promise<void> {
  try {
    const { access, system } = yard();
    const [info, person] = await Promise.all([system.info(), access.me()]);
    accessStore.setState({ person });
    systemStore.setState({ info, fault: null });
  } catch (error) {
    systemStore.setState({ fault: faultOf(error) });
  }
}

export function useSystem<Part>(select: (state: SystemState) => Part): Part {
  return useStore(systemStore, select);
}
