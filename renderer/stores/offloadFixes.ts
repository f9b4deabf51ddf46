/** Carries out what would make an operation offload the next time, and takes it back where that can be done. */
import { useCallback, useRef, useState } from 'react';
import { faultOf } from '../api/faults.ts';
import { newRequestId } from '../api/environment.ts';
import { Fault, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { PowerOperation } from '../../shared/model/lifecycle.ts';
import type { OffloadFix } from '../../shared/model/offload.ts';
import { accelerationStore } from './acceleration.ts';
import { onlyChanged } from './accelerationCommands.ts';
import { yard } from './connection.ts';

export type FixAction = NonNullable<OffloadFix['action']>;

/** The way back, or null where there is none. */
type Undo = (() => Promise<void>) | null;

/** @returns whether it was not so already @throws Fault why the machine, or the task, could not */
async function power(vmId: ObjectId, operation: PowerOperation): Promise<boolean> {
  const { lifecycle, tasks } = yard();
  const { taskId } = await lifecycle.power({ ids: [vmId], operation, requestId: newRequestId() });
  const { fault, result } = await tasks.wait({ id: taskId });
  if (fault !== null) {
    const { code, message, ...data } = fault;
    throw new Fault(code, message, data);
  }
  return result?.kind === 'powerVms' && result.changed > 0;
}

async function carryOut(action: FixAction): Promise<Undo> {
  const { offload } = yard();
  const known = accelerationStore.getState();
  switch (action.kind) {
    case 'setHostSwitch': {
      const { hostId, change } = action;
      const before = known.hosts.get(hostId);
      await offload.setHostSwitches({ hostId, change });
      if (before === undefined) return null;
      const former = onlyChanged(before.switches, change);
      return async () => void (await yard().offload.setHostSwitches({ hostId, change: former }));
    }
    case 'setDatastoreSwitch': {
      const { datastoreId, change } = action;
      const before = known.datastores.get(datastoreId);
      await offload.setDatastore({ datastoreId, switches: change });
      if (before === undefined) return null;
      const former = onlyChanged(before.switches, change);
      return async () => void (await yard().offload.setDatastore({ datastoreId, switches: former }));
    }
    case 'clearDistrust':
      // Distrust comes back by itself when the device is caught again; nobody can put it on.
      await offload.clearDistrust({ datastoreId: action.datastoreId });
      return null;
    case 'powerOff': {
      const isChanged = await power(action.vmId, 'powerOff');
      return isChanged ? async () => void (await power(action.vmId, 'powerOn')) : null;
    }
  }
}

export interface AppliedFix {
  readonly text: string;
  readonly canUndo: boolean;
  readonly isUndone: boolean;
}

export interface Fixes {
  readonly apply: (fix: OffloadFix) => void;
  readonly undo: () => void;
  readonly isBusy: boolean;
  /** The last one that was carried out here. */
  readonly applied: AppliedFix | null;
  /** Why the last one could not be carried out or taken back. */
  readonly fault: FaultRecord | null;
}

/** @param onChanged called after a fix and after its undo: what was decided before is out of date */
export function useFixes(onChanged: () => void): Fixes {
  const [isBusy, setBusy] = useState(false);
  const [applied, setApplied] = useState<AppliedFix | null>(null);
  const [fault, setFault] = useState<FaultRecord | null>(null);
  const wayBack = useRef<Undo>(null);

  const run = useCallback(async (work: () => Promise<AppliedFix>) => {
    setBusy(true);
    setFault(null);
    try {
      setApplied(await work());
    } catch (error) {
      setFault(faultOf(error));
    }
    setBusy(false);
    // Also after a failure: part of it may have been done.
    onChanged();
  }, [onChanged]);

  const apply = useCallback((fix: OffloadFix) => {
    const { action, text } = fix;
    if (action === null) return;
    void run(async () => {
      wayBack.current = await carryOut(action);
      return { text, canUndo: wayBack.current !== null, isUndone: false };
    });
  }, [run]);

  const undo = useCallback(() => {
    const goBack = wayBack.current;
    if (goBack === null || applied === null) return;
    void run(async () => {
      await goBack();
      wayBack.current = null;
      return { ...applied, canUndo: false, isUndone: true };
    });
  }, [run, applied]);

  return { apply, undo, isBusy, applied, fault };
}
