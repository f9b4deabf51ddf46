import { StatusText } from '../../ui/StatusText.tsx';
import type { ComplianceState } from '../../../shared/storagePolicy.ts';
import { say } from '../../strings/say.ts';

export const complianceWords: Readonly<Record<ComplianceState, string>> = { compliant: say('parts.compliant'), nonCompliant: say('parts.notCompliant'), none: '' };

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
