import { useMemo } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { ObjectId } from '../../../shared/ids.ts';
import { hardwareLimits } from '../../../shared/model/hardware.ts';
import type { Network, VmRow } from '../../../shared/model/inventory.ts';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { DiskRow } from '../parts/DiskRow.tsx';
import { NicRow } from '../parts/NicRow.tsx';
import { parseSize, typedSize } from '../parts/sizes.ts';
import { useDeviceFocus } from '../parts/useDeviceFocus.ts';
import { addDisk, addedDiskRows, addNic, changeDisk, changeNic, nicRows, removeDisk, removeNic, type TemplateHardware } from './deployDevices.ts';
import type { DeployInput } from './deployInput.ts';

export interface HardwareStepProps {
  template: VmRow;
  /** Null until it is known. */
  detail: TemplateHardware | null;
  /** What it is to run on. */
  computeId: ObjectId | null;
  /** Those that the place offers. */
  networks: readonly Network[];
  input: DeployInput;
  onChange: (change: Partial<DeployInput>) => void;
  problems: Readonly<Record<string, string>>;
}

const asTemplate = say('deploy.asTheTemplateHasIt');

/** What it has other than the template. What was changed says so. */
export function HardwareStep({ template, detail, computeId, networks, input, onChange, problems }: HardwareStepProps) {
  const { cpuCount, memoryText, diskTexts } = input;
  const disks = useMemo(() => addedDiskRows(input, detail), [input, detail]);
  const nics = useMemo(() => nicRows(input, detail), [input, detail]);
  const diskFocus = useDeviceFocus(disks);
  const nicFocus = useDeviceFocus(nics);
  const isOtherMemory = parseSize(memoryText) !== template.memoryBytes;
  return (
    <>
      <div className="app-form-grid">
        <NumberField
          label={say('deploy.cPUs')}
          value={cpuCount}
          onChange={(count) => onChange({ cpuCount: count })}
          minValue={1}
          maxValue={hardwareLimits.cpuCount}
          description={cpuCount === template.cpuCount ? asTemplate : say('deploy.changedTemplateHas', { setting: formatCount(template.cpuCount) })}
          errorText={problems['cpu']}
        />
        <TextField
          label={say('common.memory')}
          value={memoryText}
          onChange={(text) => onChange({ memoryText: text })}
          description={isOtherMemory ? say('deploy.changedTemplateHas', { setting: formatBytes(template.memoryBytes) }) : asTemplate}
          errorText={problems['memory']}
        />
      </div>
      <div className="app-form-grid">
        {(detail?.disks ?? []).map(({ label, sizeBytes }) => (
          <TextField
            key={label}
            label={say('deploy.sizeOf', { disk: label })}
            value={diskTexts[label] ?? typedSize(sizeBytes)}
            onChange={(text) => onChange({ diskTexts: { ...diskTexts, [label]: text } })}
            description={parseSize(diskTexts[label] ?? '') === null || parseSize(diskTexts[label] ?? '') === sizeBytes ? asTemplate : say('deploy.changedDiskSize', { size: formatBytes(sizeBytes) })}
            errorText={problems[label]}
          />
        ))}
      </div>
      <section className="app-devices" aria-label={say('deploy.hardDisks')} {...diskFocus}>
        {problems['disks'] === undefined ? null : <Alert tone="danger">{problems['disks']}</Alert>}
        {disks.map((disk) => (
          <DiskRow
            key={disk.key}
            disk={disk}
            onChange={(part) => onChange(changeDisk(input, disk, part))}
            onRemove={() => onChange(removeDisk(input, disk))}
            problem={problems[disk.key]}
            lockedReason={undefined}
            computeId={computeId}
            homeId={input.datastoreId ?? template.datastoreId}
          />
        ))}
        <div>
          <Button icon="plus" onPress={() => onChange(addDisk(input))}>
            {say('deploy.addHardDisk')}
          </Button>
        </div>
      </section>
      <section className="app-devices" aria-label={say('deploy.networkAdapters')} {...nicFocus}>
        {problems['nics'] === undefined ? null : <Alert tone="danger">{problems['nics']}</Alert>}
        {nics.length === 0 ? <p className="app-note">{say('deploy.itHasNoNetworkAdapters')}</p> : null}
        {nics.map((nic) => (
          <NicRow
            key={nic.key}
            nic={nic}
            networks={networks}
            onChange={(part) => onChange(changeNic(input, nic, part))}
            onRemove={() => onChange(removeNic(input, nic))}
            problem={problems[nic.key]}
            isOfTemplate={nic.before !== null}
          />
        ))}
        <div>
          <Button icon="plus" onPress={() => onChange(addNic(input, networks[0]?.id ?? null))}>
            {say('deploy.addNetworkAdapter')}
          </Button>
        </div>
      </section>
    </>
  );
}
