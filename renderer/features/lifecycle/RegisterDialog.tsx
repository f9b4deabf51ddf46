import { useMemo, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Select } from '../../ui/Select.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { yard } from '../../stores/connection.ts';
import { containerOf, useInventoryIndex } from '../../stores/inventory.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import type { UnregisteredVm } from '../../../shared/model/lifecycle.ts';
import { nameProblem } from '../../../shared/naming.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { useDatastores } from '../parts/DatastoreSelect.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { vmIcon } from '../parts/objectLook.ts';
import { datastoresOfEach, hostOptions } from '../parts/places.ts';
import { datastoreNames } from './datastoreNames.ts';
import { folderOptions } from './folderOptions.ts';

interface RegisterDialogProps {
  /** Null: it is to be chosen. */
  id: ObjectId | null;
  datastoreId: ObjectId | null;
  folderId: ObjectId | null;
  onClose: () => void;
}

/** Makes a machine again of what was removed from the inventory. */
export function RegisterDialog({ id, datastoreId, folderId, onClose }: RegisterDialogProps) {
  const listed = useLoaded(datastoreId ?? 'all', (signal) => yard().lifecycle.unregistered({ datastoreId }, { signal }));
  const { start, isBusy, fault, clearFault } = useStarter();
  const { containers } = useInventoryIndex();
  const folders = useMemo(() => folderOptions(containers, false), [containers]);
  const [chosenId, setChosenId] = useState(id);
  const [wantedName, setWantedName] = useState<string | null>(null);
  const [wantedFolderId, setWantedFolderId] = useState(folderId);
  const [wantedHostId, setWantedHostId] = useState<ObjectId | null>(null);
  const [wasTried, setWasTried] = useState(false);
  const rows = listed.value ?? [];
  // Where there is one only, there is nothing to choose.
  const vm = chosenId === null && rows.length === 1 ? rows[0] : rows.find((row) => row.id === chosenId);
  const datastores = useDatastores();
  const hosts = hostOptions(containers, vm === undefined ? [] : datastoresOfEach([vm], datastores));
  const name = wantedName ?? vm?.name ?? '';
  const placeId = wantedFolderId ?? (vm !== undefined && containerOf(vm.folderId) !== undefined ? vm.folderId : null);

  const submit = async () => {
    setWasTried(true);
    if (vm === undefined || placeId === null || nameProblem(name) !== null) return;
    const started = await start((requestId) => yard().lifecycle.register({ ids: [vm.id], name, folderId: placeId, hostId: wantedHostId, requestId }));
    if (started === null) return;
    onClose();
    void follow(started.taskId);
  };
  const choose = (text: string) => {
    setChosenId(objectIdSchema.parse(text));
    setWantedName(null);
    setWantedHostId(null);
    clearFault();
  };
  const isEmpty = listed.value !== null && rows.length === 0;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('lifecycle.registerVirtualMachine')}
      icon="vm"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{isEmpty ? say('common.close') : say('common.cancel')}</Button>
          {isEmpty ? null : (
            <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
              {say('common.ok')}
            </Button>
          )}
        </>
      }
    >
      {listed.fault === null ? null : <FaultAlert fault={listed.fault} action={{ label: say('common.tryAgain'), onAction: listed.reload }} />}
      {fault === null ? null : <FaultAlert fault={fault} />}
      {listed.value === null && listed.fault === null ? <Spinner label={say('lifecycle.lookingForMachines')} /> : null}
      {isEmpty ? <EmptyState icon="vm" title={say('lifecycle.nothingToRegister')} text={say('lifecycle.nothingToRegisterExplained')} /> : null}
      {rows.length === 0 ? null : (
        <>
          <Select
            label={say('lifecycle.machine')}
            options={rows.map((row) => ({ id: row.id, label: row.name, icon: vmIcon({ isTemplate: row.isTemplate, powerState: 'poweredOff' }), description: describe(row) }))}
            value={vm?.id ?? null}
            onChange={choose}
            placeholder={say('lifecycle.chooseAMachine')}
            errorText={wasTried && vm === undefined ? say('lifecycle.chooseWhatToRegister') : undefined}
          />
          <TextField
            label={say('common.name')}
            value={name}
            onChange={(text) => {
              setWantedName(text);
              clearFault();
            }}
            errorText={wasTried && vm !== undefined ? (nameProblem(name) ?? undefined) : undefined}
          />
          <Select
            label={say('common.folder')}
            options={folders}
            value={placeId}
            onChange={(text) => setWantedFolderId(objectIdSchema.parse(text))}
            placeholder={say('lifecycle.chooseAFolder')}
            errorText={wasTried && placeId === null ? say('lifecycle.folderIsGone') : undefined}
          />
          <Select label={say('common.host')} options={hosts} value={wantedHostId ?? vm?.hostId ?? null} onChange={(text) => setWantedHostId(objectIdSchema.parse(text))} placeholder={say('lifecycle.chooseAHost')} />
        </>
      )}
    </Dialog>
  );
}

function describe(row: UnregisteredVm): string {
  return row.isTemplate
    ? say('lifecycle.templateOnOfData', { datastores: datastoreNames(row), size: formatBytes(row.logicalBytes) })
    : say('lifecycle.virtualMachineOnOfData', { datastores: datastoreNames(row), size: formatBytes(row.logicalBytes) });
}
