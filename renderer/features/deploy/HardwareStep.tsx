import { NumberField } from '../../ui/NumberField.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import { hardwareLimits } from '../../../shared/model/hardware.ts';
import type { Network, VmRow } from '../../../shared/model/inventory.ts';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { parseSize, typedSize } from '../parts/sizes.ts';
import type { DeployInput, TemplateHardware } from './deployInput.ts';

export interface HardwareStepProps {
  template: VmRow;
  /** Null until it is known. */
  detail: TemplateHardware | null;
  /** Those that the place offers. */
  networks: readonly Network[];
  input: DeployInput;
  onChange: (change: Partial<DeployInput>) => void;
  problems: Readonly<Record<string, string>>;
}

const asTemplate = 'As the template has it.';

/** What it has other than the template. What was changed says so. */
export function HardwareStep({ template, detail, networks, input, onChange, problems }: HardwareStepProps) {
  const { cpuCount, memoryText, diskTexts, nicNetworks } = input;
  const isOtherMemory = parseSize(memoryText) !== template.memoryBytes;
  const nameOf = (id: ObjectId) => networks.find((network) => network.id === id)?.name ?? 'a network that is not offered here';
  return (
    <>
      <div className="app-form-grid">
        <NumberField
          label="CPUs"
          value={cpuCount}
          onChange={(count) => onChange({ cpuCount: count })}
          minValue={1}
          maxValue={hardwareLimits.cpuCount}
          description={cpuCount === template.cpuCount ? asTemplate : `Changed: the template has ${formatCount(template.cpuCount)}.`}
          errorText={problems['cpu']}
        />
        <TextField
          label="Memory"
          value={memoryText}
          onChange={(text) => onChange({ memoryText: text })}
          description={isOtherMemory ? `Changed: the template has ${formatBytes(template.memoryBytes)}.` : asTemplate}
          errorText={problems['memory']}
        />
      </div>
      <div className="app-form-grid">
        {(detail?.disks ?? []).map(({ label, sizeBytes }) => (
          <TextField
            key={label}
            label={`Size of ${label}`}
            value={diskTexts[label] ?? typedSize(sizeBytes)}
            onChange={(text) => onChange({ diskTexts: { ...diskTexts, [label]: text } })}
            description={parseSize(diskTexts[label] ?? '') === null || parseSize(diskTexts[label] ?? '') === sizeBytes ? asTemplate : `Changed: the template has ${formatBytes(sizeBytes)}. The guest has to extend its partition.`}
            errorText={problems[label]}
          />
        ))}
      </div>
      <div className="app-form-grid">
        {(detail?.nics ?? []).map(({ label, networkId }) => (
          <Select
            key={label}
            label={`Network of ${label}`}
            value={nicNetworks[label] ?? networkId}
            onChange={(id) => onChange({ nicNetworks: { ...nicNetworks, [label]: objectIdSchema.parse(id) } })}
            description={(nicNetworks[label] ?? networkId) === networkId ? asTemplate : `Changed: the template is on ${nameOf(networkId)}.`}
            options={networks.map(({ id, name, vlanId }) => ({ id, label: name, icon: 'network', description: vlanId === null ? 'No VLAN' : `VLAN ${vlanId}` }))}
          />
        ))}
      </div>
    </>
  );
}
