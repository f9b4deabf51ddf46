import { NumberField } from '../../ui/NumberField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { cpuCountLimit } from '../../../shared/model/deploy.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { parseSize } from '../parts/sizes.ts';
import { cpuProblem, memoryProblem, type DeployInput } from './deployInput.ts';

export interface HardwareStepProps {
  template: VmRow;
  input: DeployInput;
  onChange: (change: Partial<DeployInput>) => void;
}

/** What it has other than the template. What was changed says so. */
export function HardwareStep({ template, input, onChange }: HardwareStepProps) {
  const { cpuCount, memoryText } = input;
  const isOtherMemory = parseSize(memoryText) !== template.memoryBytes;
  return (
    <div className="app-form-grid">
      <NumberField
        label="CPUs"
        value={cpuCount}
        onChange={(count) => onChange({ cpuCount: count })}
        minValue={1}
        maxValue={cpuCountLimit}
        description={cpuCount === template.cpuCount ? 'As the template has it.' : `Changed: the template has ${formatCount(template.cpuCount)}.`}
        errorText={cpuProblem(cpuCount)}
      />
      <TextField
        label="Memory"
        value={memoryText}
        onChange={(text) => onChange({ memoryText: text })}
        description={isOtherMemory ? `Changed: the template has ${formatBytes(template.memoryBytes)}.` : 'As the template has it.'}
        errorText={memoryProblem(memoryText)}
      />
    </div>
  );
}
