import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { containerOf } from '../../stores/inventory.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { hardwareLimits, type UnattachedDisk } from '../../../shared/model/hardware.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { addDisk, addNic, attachDisk, changeDisk, changeNic, removeDisk, removeNic, type HardwareDraft, type HardwareProblems } from '../parts/hardwareDraft.ts';
import { DiskRow } from '../parts/DiskRow.tsx';
import { NicRow } from '../parts/NicRow.tsx';
import { useDeviceFocus } from '../parts/useDeviceFocus.ts';
import { useNetworksOf } from '../parts/useHardwarePlace.ts';

export interface HardwareFieldsProps {
  draft: HardwareDraft;
  onChange: (draft: HardwareDraft) => void;
  problems: HardwareProblems;
  /** Where it runs and is stored; null while that is open. */
  computeId: ObjectId | null;
  datastoreId: ObjectId | null;
  /** Why processors and memory cannot change now. */
  runningReason?: string | undefined;
  /** Labels of disks that snapshots hold. */
  heldLabels?: readonly string[];
  /** Disks that no machine has and that this one could get. */
  unattached?: readonly UnattachedDisk[];
}

/** The list of virtual hardware: processors, memory, every disk and every adapter. */
export function HardwareFields({ draft, onChange, problems, computeId, datastoreId, runningReason, heldLabels = [], unattached = [] }: HardwareFieldsProps) {
  const networks = useNetworksOf(computeId);
  const diskFocus = useDeviceFocus(draft.disks);
  const nicFocus = useDeviceFocus(draft.nics);
  const chosen = new Set(draft.disks.map(({ existing }) => existing?.fileId));
  const left = unattached.filter(({ fileId }) => !chosen.has(fileId));
  return (
    <>
      <div className="app-form-grid">
        <NumberField
          label={say('hardware.cpu')}
          value={draft.cpuCount}
          onChange={(cpuCount) => onChange({ ...draft, cpuCount })}
          minValue={1}
          maxValue={hardwareLimits.cpuCount}
          isDisabled={runningReason !== undefined}
          errorText={problems['cpu']}
        />
        <TextField
          label={say('common.memory')}
          value={draft.memoryText}
          onChange={(memoryText) => onChange({ ...draft, memoryText })}
          isDisabled={runningReason !== undefined}
          description={runningReason ?? say('hardware.memoryHint')}
          errorText={problems['memory']}
        />
      </div>
      <section className="app-devices" aria-label={say('hardware.hardDisks')} {...diskFocus}>
        {problems['disks'] === undefined ? null : <Alert tone="danger">{problems['disks']}</Alert>}
        {draft.disks.length === 0 ? <p className="app-note">{say('hardware.itHasNoDisks')}</p> : null}
        {draft.disks.map((disk) => (
          <DiskRow
            key={disk.key}
            disk={disk}
            onChange={(change) => onChange(changeDisk(draft, disk.key, change))}
            onRemove={() => onChange(removeDisk(draft, disk.key))}
            problem={problems[disk.key]}
            lockedReason={disk.before !== null && heldLabels.includes(disk.label) ? say('hardware.diskHeldBySnapshot') : undefined}
            computeId={computeId}
            homeId={datastoreId}
          />
        ))}
        <div>
          <Button icon="plus" onPress={() => onChange(addDisk(draft, heldLabels))}>
            {say('hardware.addHardDisk')}
          </Button>
          {left.length === 0 ? null : (
            <MenuButton
              label={say('hardware.addExistingHardDisk')}
              items={left.map((disk) => ({
                id: String(disk.fileId),
                label: existingWords(disk, datastoreId),
                onAction: () => onChange(attachDisk(draft, disk, heldLabels)),
              }))}
            />
          )}
        </div>
      </section>
      <section className="app-devices" aria-label={say('hardware.networkAdapters')} {...nicFocus}>
        {problems['nics'] === undefined ? null : <Alert tone="danger">{problems['nics']}</Alert>}
        {draft.nics.length === 0 ? <p className="app-note">{say('hardware.itHasNoNetworkAdapters')}</p> : null}
        {draft.nics.map((nic) => (
          <NicRow
            key={nic.key}
            nic={nic}
            networks={networks}
            onChange={(change) => onChange(changeNic(draft, nic.key, change))}
            onRemove={() => onChange(removeNic(draft, nic.key))}
            problem={problems[nic.key]}
          />
        ))}
        <div>
          <Button icon="plus" onPress={() => onChange(addNic(draft, networks[0]?.id ?? null))}>
            {say('hardware.addNetworkAdapter')}
          </Button>
        </div>
      </section>
    </>
  );
}

/** A disk that can be attached; with its datastore where that is another than the machine's. */
function existingWords({ label, vmName, sizeBytes, datastoreId }: UnattachedDisk, homeId: ObjectId | null): string {
  const size = formatBytes(sizeBytes);
  if (datastoreId === homeId) return say('hardware.existingDisk', { disk: label, machine: vmName, size });
  return say('hardware.existingDiskOn', { disk: label, machine: vmName, size, datastore: containerOf(datastoreId)?.name ?? '' });
}
