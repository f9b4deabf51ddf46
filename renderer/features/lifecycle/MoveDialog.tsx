import { useMemo, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select } from '../../ui/Select.tsx';
import { yard } from '../../stores/connection.ts';
import { inventoryStore, useInventoryIndex } from '../../stores/inventory.ts';
import { isVm, objectOf } from '../../stores/inventoryEvents.ts';
import { follow } from '../../stores/lifecycle.ts';
import { useStarter } from '../../stores/requests.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { folderOptions } from './folderOptions.ts';

/** Asks for the folder that machines or folders go to. */
export function MoveDialog({ ids, onClose }: { ids: readonly ObjectId[]; onClose: () => void }) {
  const { containers } = useInventoryIndex();
  const [objects] = useState(() => ids.flatMap((id) => objectOf(inventoryStore.getState(), id) ?? []));
  const [placeId, setPlaceId] = useState<ObjectId | null>(null);
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault, clearFault } = useStarter();
  const [first] = objects;
  const isOfFolders = objects.every((object) => !isVm(object));
  const options = useMemo(() => folderOptions(containers, isOfFolders, new Set(ids)), [containers, isOfFolders, ids]);
  if (first === undefined) return <GoneDialog title={say('lifecycle.moveToFolder')} what="toBeMoved" onClose={onClose} />;

  const here = new Set(objects.map((object) => (isVm(object) ? object.folderId : object.parentId)));
  const isHere = placeId !== null && here.size === 1 && here.has(placeId);
  const problem = placeId === null ? say('lifecycle.chooseWhereItGoes') : isHere ? (say('lifecycle.areThereAlready', { count: objects.length })) : null;
  const submit = async () => {
    setWasTried(true);
    if (placeId === null || problem !== null) return;
    const started = await start((requestId) => yard().lifecycle.move({ ids: objects.map(({ id }) => id), folderId: placeId, requestId }));
    if (started === null) return;
    onClose();
    void follow(started.taskId);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={isOfFolders ? say('lifecycle.moveFoldersToAFolder', { count: objects.length, name: first.name }) : say('lifecycle.moveMachinesToAFolder', { count: objects.length, name: first.name })}
      icon="folder"
      size="small"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('common.ok')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <Select
        label={say('common.folder')}
        options={options}
        value={placeId}
        onChange={(id) => {
          setPlaceId(objectIdSchema.parse(id));
          clearFault();
        }}
        placeholder={say('lifecycle.chooseAFolder')}
        errorText={wasTried ? (problem ?? undefined) : undefined}
      />
      <p className="app-note">{isOfFolders ? say('lifecycle.folderGoesWithContents') : say('lifecycle.moveMachinesExplained')}</p>
    </Dialog>
  );
}
