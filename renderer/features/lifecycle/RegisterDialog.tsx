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
import { useDatastores } from '../parts/DatastoreSelect.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { vmIcon, vmWord } from '../parts/objectLook.ts';
import { datastoresOfEach, hostOptions } from '../parts/places.ts';
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
  const vm = rows.find((row) => row.id === chosenId);
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
      title="Register virtual machine"
      icon="vm"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{isEmpty ? 'Close' : 'Cancel'}</Button>
          {isEmpty ? null : (
            <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
              OK
            </Button>
          )}
        </>
      }
    >
      {listed.fault === null ? null : <FaultAlert fault={listed.fault} action={{ label: 'Try again', onAction: listed.reload }} />}
      {fault === null ? null : <FaultAlert fault={fault} />}
      {listed.value === null && listed.fault === null ? <Spinner label="Looking for machines" /> : null}
      {isEmpty ? <EmptyState icon="vm" title="Nothing to register" text="No machine that was removed from the inventory lies here." /> : null}
      {rows.length === 0 ? null : (
        <>
          <Select
            label="Machine"
            options={rows.map((row) => ({ id: row.id, label: row.name, icon: vmIcon({ isTemplate: row.isTemplate, powerState: 'poweredOff' }), description: describe(row) }))}
            value={vm?.id ?? null}
            onChange={choose}
            placeholder="Choose a machine"
            errorText={wasTried && vm === undefined ? 'Choose what is to be registered.' : undefined}
          />
          <TextField
            label="Name"
            value={name}
            onChange={(text) => {
              setWantedName(text);
              clearFault();
            }}
            errorText={wasTried && vm !== undefined ? (nameProblem(name) ?? undefined) : undefined}
          />
          <Select
            label="Folder"
            options={folders}
            value={placeId}
            onChange={(text) => setWantedFolderId(objectIdSchema.parse(text))}
            placeholder="Choose a folder"
            errorText={wasTried && placeId === null ? 'The folder it was in is gone. Choose another one.' : undefined}
          />
          <Select label="Host" options={hosts} value={wantedHostId ?? vm?.hostId ?? null} onChange={(text) => setWantedHostId(objectIdSchema.parse(text))} placeholder="Choose a host" />
        </>
      )}
    </Dialog>
  );
}

function describe(row: UnregisteredVm): string {
  return `${vmWord(row)} on ${containerOf(row.datastoreId)?.name ?? ''}, ${formatBytes(row.logicalBytes)} of data`;
}
