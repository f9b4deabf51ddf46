import { StatusText } from '../../ui/StatusText.tsx';
import type { ComplianceState } from '../../../shared/storagePolicy.ts';

export const complianceWords: Readonly<Record<ComplianceState, string>> = { compliant: 'Compliant', nonCompliant: 'Not compliant', none: '' };

/** Whether a machine's datastore fits its storage policy; nothing for "Datastore default". */
export function PolicyStatus({ state, text = complianceWords[state], title }: { state: ComplianceState; text?: string; title?: string }) {
  if (state === 'none') return null;
  const isCompliant = state === 'compliant';
  return (
    <StatusText icon={isCompliant ? 'check' : 'warning'} tone={isCompliant ? 'success' : 'warning'}>
      <span title={title}>{text}</span>
    </StatusText>
  );
}
