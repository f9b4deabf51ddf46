import { NumberField } from '../../ui/NumberField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { hostLimits } from '../../../shared/model/hosting.ts';
import { say } from '../../strings/say.ts';
import type { HostDraft, HostProblems } from './hostingDraft.ts';

interface HostFieldsProps {
  draft: HostDraft;
  onChange: (draft: HostDraft) => void;
  /** Empty until something was to be done with them. */
  problems: HostProblems;
}

/** What a simulated host is made of. */
export function HostFields({ draft, onChange, problems }: HostFieldsProps) {
  return (
    <div className="app-form-grid">
      <NumberField label={say('hosting.processorCores')} value={draft.cpuCoreCount} onChange={(cpuCoreCount) => onChange({ ...draft, cpuCoreCount })} minValue={1} maxValue={hostLimits.cpuCoreCount} errorText={problems.cores} />
      <NumberField label={say('hosting.clockInMHz')} value={draft.cpuMhz} onChange={(cpuMhz) => onChange({ ...draft, cpuMhz })} minValue={1} maxValue={hostLimits.cpuMhz} errorText={problems.mhz} />
      <TextField label={say('common.memory')} value={draft.memoryText} onChange={(memoryText) => onChange({ ...draft, memoryText })} description={say('hosting.aPlainNumberCountsGiB')} errorText={problems.memory} />
    </div>
  );
}
