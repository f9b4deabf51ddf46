import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { currentIndex, useInventory, useInventoryIndex, useVm, vmOf } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { useVmSnapshots } from '../../stores/machines.ts';
import { useStarter } from '../../stores/requests.ts';
import { vmSnapshotIdSchema, type ObjectId, type VmSnapshotId } from '../../../shared/ids.ts';
import type { DiskFormat, VmRow } from '../../../shared/model/inventory.ts';
import { nameKey, nameLimitChars, nameProblem } from '../../../shared/naming.ts';
import { say } from '../../strings/say.ts';
import { useDatastores } from '../parts/DatastoreSelect.tsx';
import { DiskFormatSelect } from '../parts/DiskFormatSelect.tsx';
import { DiskPlaceTable } from '../parts/DiskPlaceTable.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { PlacementFields, type Placement } from '../parts/PlacementFields.tsx';
import { computeAround, hostsAt } from '../parts/places.ts';
import { chosenPolicy, IncompatibleNotice, PolicySelect, type PolicyChoice } from '../parts/PolicySelect.tsx';
import { CloneDecision } from './CloneDecision.tsx';
import { useDiskPlaces } from './useDiskPlaces.ts';

const present = 'current';

function takenNames(): ReadonlySet<string> {
  return new Set(currentIndex().vmIds.flatMap((id) => nameKey(vmOf(id)?.name ?? '')));
}

/** "web-01-clone", or the first number behind it that is free. */
function freeName(vm: VmRow | undefined, ending: string): string {
  const base = `${(vm?.name ?? '').slice(0, nameLimitChars - 15)}-${ending}`;
  const taken = takenNames();
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(nameKey(name))) return name;
  }
}

export interface CloneVmDialogProps {
  vmId: ObjectId;
  snapshotId: VmSnapshotId | null;
  /** Whether the clone is a template. */
  isTemplate: boolean;
  onClose: () => void;
}

/** One clone of a machine, a template or a snapshot; a template itself where that is asked for. */
export function CloneVmDialog({ vmId, snapshotId, isTemplate, onClose }: CloneVmDialogProps) {
  const vm = useVm(vmId);
  const book = usePolicyBook();
  const { containers } = useInventoryIndex();
  const datastoreCount = useDatastores().length;
  const vms = useInventory((state) => state.vms);
  const { value: tree } = useVmSnapshots(vm === undefined || vm.isTemplate ? undefined : vm);
  const [name, setName] = useState(() => freeName(vm, isTemplate ? 'template' : 'clone'));
  const [state, setState] = useState<VmSnapshotId | null>(snapshotId);
  const [placement, setPlacement] = useState<Placement>({ computeId: null, folderId: null, datastoreId: null });
  const [policy, setPolicy] = useState<PolicyChoice>('same');
  const [diskFormat, setDiskFormat] = useState<DiskFormat | null>(null);
  const { disks, placesDisks, diskPlaces, diskPlacement, targetIds, change: changePlaces, ...known } = useDiskPlaces(vm, placement.datastoreId);
  const [powerOn, setPowerOn] = useState(false);
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  const isTaken = [...vms.values()].some((other) => nameKey(other.name) === nameKey(name));
  const problem = nameProblem(name) ?? (isTaken ? say('common.nameInUse', { name }) : '');

  const submit = async () => {
    setWasTried(true);
    if (problem !== '') return;
    const started = await start((requestId) => yard().machines.clone({ spec: { vmId, snapshotId: state, name, ...placement, powerOn, ...(isTemplate ? { isTemplate } : {}), ...(policy === 'same' ? {} : { policyId: policy }), ...(diskFormat === null ? {} : { diskFormat }), ...(diskPlacement.length === 0 ? {} : { diskPlacement }) }, requestId }));
    if (started !== null) onClose();
  };

  if (vm === undefined) return <GoneDialog title={say('common.clone')} what="virtualMachine" onClose={onClose} />;
  const policyId = chosenPolicy(policy, vm.policyId);
  const snapshots = tree?.snapshots ?? [];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={isTemplate ? say('cloneVm.cloneNamedToTemplate', { vm: vm.name }) : say('cloneVm.cloneNamed', { vm: vm.name })}
      icon="clone"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('common.clone')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <TextField label={isTemplate ? say('cloneVm.nameOfTheTemplate') : say('cloneVm.nameOfTheClone')} value={name} onChange={setName} errorText={wasTried || isTaken ? problem : ''} autoFocus onSubmit={() => void submit()} />
      {snapshots.length === 0 ? null : (
        <Select
          label={say('cloneVm.asOf')}
          value={state ?? present}
          onChange={(id) => setState(id === present ? null : vmSnapshotIdSchema.parse(id))}
          options={[
            { id: present, label: say('common.presentState') },
            ...snapshots.map((snapshot) => ({ id: snapshot.id, label: snapshot.name, description: new Date(snapshot.createdAtMs).toLocaleString() })),
          ]}
        />
      )}
      <PolicySelect value={policy} onChange={setPolicy} sameLabel={say('cloneVm.sameAsTheSource', { policy: book.nameOf(vm.policyId) })} />
      <div className="app-form-grid">
        <PlacementFields
          sourceId={vmId}
          value={placement}
          policyId={policyId}
          onChange={(change) => setPlacement((before) => ({ ...before, ...change }))}
          datastoreDescription={say('cloneVm.datastoreExplained')}
        />
        <DiskFormatSelect sourceId={vmId} placement={placement} targetIds={targetIds} value={diskFormat} onChange={setDiskFormat} />
      </div>
      {known.fault === null ? null : <FaultAlert fault={known.fault} action={{ label: say('common.tryAgain'), onAction: known.reload }} />}
      {disks.length === 0 || datastoreCount < 2 ? null : <Checkbox label={say('common.configurePerDisk')} isSelected={placesDisks} onChange={(next) => changePlaces({ placesDisks: next })} description={say('cloneVm.perDiskExplained')} />}
      {placesDisks ? (
        <DiskPlaceTable
          disks={disks}
          places={diskPlaces}
          onChange={(next) => changePlaces({ diskPlaces: next })}
          homeId={placement.datastoreId}
          besideWords={say('cloneVm.besideItsOriginal')}
          hosts={hostsAt(containers, placement.computeId ?? computeAround(containers, vm.hostId))}
          policyId={policyId}
        />
      ) : null}
      {targetIds.map((id) => (
        <IncompatibleNotice key={id} policyId={policyId} datastoreId={id} />
      ))}
      {isTemplate ? null : <Checkbox label={say('cloneVm.powerOnAfterCreation')} isSelected={powerOn} onChange={setPowerOn} />}
      <CloneDecision vm={vm} snapshotId={state} placement={placement} diskFormat={diskFormat} diskPlacement={diskPlacement} />
      {vm.powerState === 'poweredOn' && state === null ? (
        <Alert tone="info">{say('cloneVm.isPoweredOn', { vm: vm.name })}</Alert>
      ) : null}
    </Dialog>
  );
}
