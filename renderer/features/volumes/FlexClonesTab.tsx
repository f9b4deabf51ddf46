import { useMemo, useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { DataGrid } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { navigate } from '../../stores/route.ts';
import { useStorage } from '../../stores/storage.ts';
import { useRunningTask } from '../../stores/tasks.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { dialogAction } from '../parts/dialogAction.ts';
import { DialogButton } from '../parts/DialogButton.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { TaskProgress } from '../parts/TaskProgress.tsx';
import { actionsForVolumes, splitReason } from '../parts/volumeActions.ts';
import { flexCloneColumns } from './volumeColumns.tsx';

const rowId = (volume: VolumeRow) => String(volume.id);
const toolbarIds = ['split'];
const openVolume = ({ datastore }: VolumeRow) => {
  if (datastore !== null) navigate({ view: 'storage', objectId: datastore.id, tab: 'summary' });
};

/** What a volume is based on, where it is a FlexClone, and the FlexClones based on it. */
export function FlexClonesTab({ volume, datastoreId }: { volume: VolumeRow; datastoreId: ObjectId }) {
  const volumes = useStorage((state) => state.volumes);
  const rows = useMemo(() => volumes.filter(({ base }) => base?.volumeId === volume.id), [volumes, volume.id]);
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const selected = rows.filter((row) => selectedIds.has(rowId(row)));
  const create = { type: 'cloneVolume', datastoreId, snapshotId: null } as const;
  return (
    <>
      {volume.base === null ? null : <BaseLine volume={volume} datastoreId={datastoreId} />}
      <DataGrid
        aria-label={say('volumes.flexClonesOf', { volume: volume.name })}
        columns={flexCloneColumns}
        rows={rows}
        getRowId={rowId}
        selectionMode="single"
        selectedIds={new Set(selected.map(rowId))}
        onSelectionChange={setSelectedIds}
        onOpen={openVolume}
        contextActions={actionsForVolumes}
        itemNames={itemNames.flexClone}
        {...gridMemory('flexClones')}
        toolbar={
          <>
            <DialogButton variant="flat" icon="clone" request={create}>
              {say('volumes.createFlexCloneAction')}
            </DialogButton>
            {actionsForVolumes(selected)
              .filter(({ id }) => toolbarIds.includes(id))
              .map(({ id, label, icon, disabledReason, onAction }) => (
                <Button key={id} variant="flat" {...(icon === undefined ? {} : { icon })} disabledReason={disabledReason} onPress={onAction}>
                  {label}
                </Button>
              ))}
          </>
        }
        emptyState={
          <EmptyState
            icon="clone"
            title={say('volumes.noFlexCloneIsBasedOn', { volume: volume.name })}
            text={say('volumes.flexCloneExplained')}
            actions={
              <DialogButton variant="primary" request={create}>
                {say('volumes.createFlexCloneAction')}
              </DialogButton>
            }
          />
        }
      />
    </>
  );
}

function BaseLine({ volume, datastoreId }: { volume: VolumeRow; datastoreId: ObjectId }) {
  const task = useRunningTask('splitVolume', datastoreId);
  return (
    <>
      <Alert
        tone="info"
        {...(splitReason(volume) === undefined ? dialogAction(say('volumes.splitAction'), { type: 'splitVolume', datastoreId }) : {})}
      >
        {say('volumes.isFlexCloneOf', { volume: volume.name, base: volume.base?.volumeName ?? '', snapshot: volume.base?.snapshotName ?? '' })}{' '}
        <Filled text={say('volumes.stillSharedWithBase', { size: slots[0] })}><Bytes value={volume.inheritedBytes} isAtMost={!volume.isExact} /></Filled>
      </Alert>
      <TaskProgress task={task} />
    </>
  );
}
