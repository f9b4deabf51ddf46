import { Alert } from '../../ui/Alert.tsx';
import type { FaultRecord } from '../../../shared/faults.ts';
import { say } from '../../strings/say.ts';

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
  const shown = names.slice(0, shownNameCount);
  const rest = names.length - shown.length;
  return (
    <Alert tone={tone} isLive {...(action === undefined ? {} : { action })}>
      {fault.message}
      {shown.length === 0 ? null : (
        <span className="app-fault-names">
          {' '}
          {rest > 0 ? say('parts.namesAndMore', { names: shown.join(', '), count: rest }) : shown.join(', ')}
        </span>
      )}
      {fault.hint === undefined ? null : <span className="app-fault-hint"> {fault.hint}</span>}
    </Alert>
  );
}
