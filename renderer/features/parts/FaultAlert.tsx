import { Alert } from '../../ui/Alert.tsx';
import type { FaultRecord } from '../../../shared/faults.ts';
import { firstOf } from './listOf.ts';

const shownNameCount = 12;

export interface FaultAlertProps {
  fault: FaultRecord;
  action?: { label: string; onAction: () => void };
  tone?: 'danger' | 'warning';
}

/** What went wrong, which names it is about, and the next step. */
export function FaultAlert({ fault, action, tone = 'danger' }: FaultAlertProps) {
  // A message that tells its one name already need not be followed by it.
  const names = (fault.names ?? []).filter((name) => !fault.message.includes(name));
  return (
    <Alert tone={tone} isLive {...(action === undefined ? {} : { action })}>
      {fault.message}
      {names.length === 0 ? null : (
        <span className="app-fault-names">
          {' '}
          {firstOf(names, shownNameCount)}
        </span>
      )}
      {fault.hint === undefined ? null : <span className="app-fault-hint"> {fault.hint}</span>}
    </Alert>
  );
}
