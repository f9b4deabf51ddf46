import { useMemo, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { DataGrid } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { navigate } from '../../stores/route.ts';
import { useStorage } from '../../stores/storage.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { volumeFields } from '../../../shared/query/storageFields.ts';
import { say } from '../../strings/say.ts';
import { DialogButton } from '../parts/DialogButton.tsx';
import { languageWith } from '../parts/filterLanguages.ts';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { actionsForVolumes, arrayActions } from '../parts/volumeActions.ts';
import { AggregateLine } from './AggregateLine.tsx';
import { volumeColumns } from './volumeColumns.tsx';

export interface VolumesTabProps {
  /** Whose volumes they are, for the name of the list. */
  title: string;
  /** Datastores below that object; keep the array identical while the members stay the same. */
  datastoreIds: readonly ObjectId[];
}

const gridId = 'volumes';
const rowId = (volume: VolumeRow) => String(volume.id);
const language = languageWith(volumeFields, (volume: VolumeRow) => volume, volumeColumns);
const toolbarIds = ['volumeSnapshot', 'flexClone', 'startDedupe'];
const openVolume = ({ datastore }: VolumeRow) => {
  if (datastore !== null) navigate({ view: 'storage', objectId: datastore.id, tab: 'summary' });
};

/** The volumes of the array below an object, what they save, and the care of the array as a whole. */
export function VolumesTab({ title, datastoreIds }: VolumesTabProps) {
  const all = useStorage((state) => state.volumes);
  const isReady = useStorage((state) => state.phase === 'ready');
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => {
    const wanted = new Set(datastoreIds);
    return all.filter(({ datastore }) => datastore !== null && wanted.has(datastore.id));
  }, [all, datastoreIds]);
  const selected = useMemo(() => rows.filter((volume) => selectedIds.has(rowId(volume))), [rows, selectedIds]);
  const shownSelection = useMemo(() => new Set(selected.map(rowId)), [selected]);
  const actions = [...arrayActions().filter(({ id }) => id === 'createVolume'), ...actionsForVolumes(selected).filter(({ id }) => toolbarIds.includes(id))];
  return (
    <>
      <AggregateLine />
      <DataGrid
        aria-label={say('volumes.volumesIn', { title })}
        columns={volumeColumns}
        rows={rows}
        getRowId={rowId}
        selectedIds={shownSelection}
        onSelectionChange={setSelectedIds}
        onOpen={openVolume}
        contextActions={actionsForVolumes}
        itemNames={itemNames.volume}
        filterLanguage={language}
        {...gridMemory(gridId)}
        toolbar={actions.map(({ id, label, icon, disabledReason, onAction }) => (
          <Button key={id} variant="flat" {...(icon === undefined ? {} : { icon })} disabledReason={disabledReason} onPress={onAction}>
            {label}
          </Button>
        ))}
        emptyState={
          isReady ? (
            <EmptyState
              icon="datastore"
              title={say('volumes.noVolumesHere')}
              text={say('volumes.volumeExplained')}
              actions={
                <DialogButton variant="primary" request={{ type: 'createVolume' }}>
                  {say('volumes.newDatastoreAction')}
                </DialogButton>
              }
            />
          ) : (
            <EmptyState icon="clock" title={say('volumes.loadingTheVolumes')} />
          )
        }
      />
    </>
  );
}
