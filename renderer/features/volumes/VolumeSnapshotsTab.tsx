import { useMemo, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { DataGrid, type DataGridColumn } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { ActionItem } from '../../ui/actions.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { useVolumeSnapshots } from '../../stores/storage.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VolumeRow, VolumeSnapshot } from '../../../shared/model/storage.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { limited, type ActionCalls } from '../parts/limited.ts';
import { NameCell } from '../parts/NameCell.tsx';

const gridId = 'volumeSnapshots';
const rowId = (snapshot: VolumeSnapshot) => String(snapshot.id);
const toolbarIds = ['restore', 'restoreVm', 'flexClone'];

const columns: readonly DataGridColumn<VolumeSnapshot>[] = [
  {
    id: 'name',
    header: say('common.name'),
    width: 200,
    canHide: false,
    cell: ({ name }) => <NameCell icon="snapshot" tone="accent" name={name} />,
    sortValue: ({ name }) => name,
    filterText: ({ name }) => name,
  },
  {
    id: 'created',
    header: say('common.created'),
    width: 180,
    cell: ({ createdAtMs }) => <DateTime timeMs={createdAtMs} />,
    sortValue: ({ createdAtMs }) => createdAtMs,
    unit: 'time',
  },
  { id: 'logical', header: say('common.logical'), width: 100, align: 'end', cell: ({ logicalBytes }) => <Bytes value={logicalBytes} />, sortValue: ({ logicalBytes }) => logicalBytes, unit: 'bytes' },
  {
    id: 'unique',
    header: say('common.unique'),
    width: 110,
    align: 'end',
    cell: ({ uniqueBytes, isExact }) => <Bytes value={uniqueBytes} isCompact isAtLeast={!isExact} />,
    sortValue: ({ uniqueBytes }) => uniqueBytes,
    unit: 'bytes',
    bound: ({ isExact }) => (isExact ? 'exact' : 'at least'),
  },
  {
    id: 'clones',
    header: say('volumes.flexClonesBasedOnIt'),
    width: 180,
    cell: ({ cloneNames }) => cloneNames.join(', '),
    sortValue: ({ cloneNames }) => cloneNames.length,
    filterText: ({ cloneNames }) => cloneNames.join(', '),
  },
  { id: 'comment', header: say('volumes.comment'), width: 160, isFlexible: true, cell: ({ comment }) => <span title={comment}>{comment}</span>, sortValue: ({ comment }) => comment, filterText: ({ comment }) => comment },
];

/** The snapshots of the volume under a datastore. */
export function VolumeSnapshotsTab({ volume, datastoreId }: { volume: VolumeRow; datastoreId: ObjectId }) {
  const { value, fault, reload } = useVolumeSnapshots(volume);
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const rows = value?.snapshots;
  const selected = useMemo(() => (rows ?? []).filter((snapshot) => selectedIds.has(rowId(snapshot))), [rows, selectedIds]);
  const shownSelection = useMemo(() => new Set(selected.map(rowId)), [selected]);
  if (rows === undefined) {
    return fault === null ? <Spinner label={say('volumes.loadingTheSnapshots')} /> : <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />;
  }
  const take = { type: 'createVolumeSnapshot', datastoreId } as const;
  return (
    <>
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />}
      <DataGrid
        aria-label={say('volumes.snapshotsOf', { volume: volume.name })}
        columns={columns}
        rows={rows}
        getRowId={rowId}
        selectionMode="single"
        selectedIds={shownSelection}
        onSelectionChange={setSelectedIds}
        contextActions={(chosen) => snapshotActions(chosen, datastoreId)}
        itemNames={itemNames.snapshot}
        {...gridMemory(gridId)}
        toolbar={
          <>
            <DialogButton variant="flat" icon="snapshot" request={take}>
              {say('common.takeSnapshot')}
            </DialogButton>
            {snapshotActions(selected, datastoreId)
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
            icon="snapshot"
            title={say('volumes.hasNoSnapshots', { volume: volume.name })}
            text={say('volumes.snapshotExplained')}
            actions={
              <DialogButton variant="primary" request={take}>
                {say('common.takeSnapshot')}
              </DialogButton>
            }
          />
        }
      />
    </>
  );
}

const { storage } = contract;
const calls: ActionCalls = { restore: storage.restoreSnapshot, restoreVm: storage.restoreVm, flexClone: storage.cloneVolume, remove: storage.deleteSnapshot };

function snapshotActions(chosen: readonly VolumeSnapshot[], datastoreId: ObjectId): ActionItem[] {
  const snapshot = chosen.length === 1 ? chosen[0] : undefined;
  const none = snapshot === undefined ? say('volumes.selectASnapshotFirst') : undefined;
  const run = (act: (it: VolumeSnapshot) => void) => () => {
    if (snapshot !== undefined) act(snapshot);
  };
  const isBase = snapshot !== undefined && snapshot.cloneNames.length > 0;
  const actions: ActionItem[] = [
    {
      id: 'restore',
      label: say('volumes.restoreAction'),
      icon: 'revert',
      disabledReason: none,
      onAction: run(({ id }) => openDialog({ type: 'restoreVolume', datastoreId, snapshotId: id })),
    },
    {
      id: 'restoreVm',
      label: say('volumes.restoreVirtualMachineAction'),
      icon: 'vm',
      disabledReason: none,
      onAction: run((it) => openDialog({ type: 'restoreVm', datastoreId, snapshot: it })),
    },
    {
      id: 'flexClone',
      label: say('volumes.createFlexCloneAction'),
      icon: 'clone',
      disabledReason: none,
      onAction: run(({ id }) => openDialog({ type: 'cloneVolume', datastoreId, snapshotId: id })),
    },
    {
      id: 'remove',
      label: say('volumes.deleteSnapshotAction'),
      icon: 'trash',
      isDestructive: true,
      separatorBefore: true,
      disabledReason: none ?? (isBase ? say('volumes.flexClonesAreBasedOnIt', { clones: snapshot.cloneNames.join(', ') }) : undefined),
      onAction: run(({ id }) => openDialog({ type: 'removeVolumeSnapshot', datastoreId, snapshotId: id })),
    },
  ];
  return limited(actions, calls);
}
