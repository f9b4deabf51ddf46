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
import { Bytes } from '../parts/Bytes.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { limited, type ActionCalls } from '../parts/limited.ts';
import { NameCell } from '../parts/NameCell.tsx';

const gridId = 'volumeSnapshots';
const rowId = (snapshot: VolumeSnapshot) => String(snapshot.id);
const itemNames = ['snapshot', 'snapshots'] as const;
const toolbarIds = ['restore', 'restoreVm', 'flexClone'];

const columns: readonly DataGridColumn<VolumeSnapshot>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 200,
    canHide: false,
    cell: ({ name }) => <NameCell icon="snapshot" tone="accent" name={name} />,
    sortValue: ({ name }) => name,
    filterText: ({ name }) => name,
  },
  {
    id: 'created',
    header: 'Created',
    width: 180,
    cell: ({ createdAtMs }) => <DateTime timeMs={createdAtMs} />,
    sortValue: ({ createdAtMs }) => createdAtMs,
    unit: 'time',
  },
  { id: 'logical', header: 'Logical', width: 100, align: 'end', cell: ({ logicalBytes }) => <Bytes value={logicalBytes} />, sortValue: ({ logicalBytes }) => logicalBytes, unit: 'bytes' },
  {
    id: 'unique',
    header: 'Unique',
    width: 110,
    align: 'end',
    cell: ({ uniqueBytes, isExact }) => <Bytes value={uniqueBytes} isCompact isAtLeast={!isExact} />,
    sortValue: ({ uniqueBytes }) => uniqueBytes,
    unit: 'bytes',
    bound: ({ isExact }) => (isExact ? 'exact' : 'at least'),
  },
  {
    id: 'clones',
    header: 'FlexClones based on it',
    width: 180,
    cell: ({ cloneNames }) => cloneNames.join(', '),
    sortValue: ({ cloneNames }) => cloneNames.length,
    filterText: ({ cloneNames }) => cloneNames.join(', '),
  },
  { id: 'comment', header: 'Comment', width: 160, isFlexible: true, cell: ({ comment }) => <span title={comment}>{comment}</span>, sortValue: ({ comment }) => comment, filterText: ({ comment }) => comment },
];

/** The snapshots of the volume under a datastore. */
export function VolumeSnapshotsTab({ volume, datastoreId }: { volume: VolumeRow; datastoreId: ObjectId }) {
  const { value, fault, reload } = useVolumeSnapshots(volume);
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const rows = value?.snapshots;
  const selected = useMemo(() => (rows ?? []).filter((snapshot) => selectedIds.has(rowId(snapshot))), [rows, selectedIds]);
  const shownSelection = useMemo(() => new Set(selected.map(rowId)), [selected]);
  if (rows === undefined) {
    return fault === null ? <Spinner label="Loading the snapshots" /> : <FaultAlert fault={fault} action={{ label: 'Try again', onAction: reload }} />;
  }
  const take = { type: 'createVolumeSnapshot', datastoreId } as const;
  return (
    <>
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: 'Try again', onAction: reload }} />}
      <DataGrid
        aria-label={`Snapshots of ${volume.name}`}
        columns={columns}
        rows={rows}
        getRowId={rowId}
        selectionMode="single"
        selectedIds={shownSelection}
        onSelectionChange={setSelectedIds}
        contextActions={(chosen) => snapshotActions(chosen, datastoreId)}
        itemNames={itemNames}
        {...gridMemory(gridId)}
        toolbar={
          <>
            <DialogButton variant="flat" icon="snapshot" request={take}>
              Take snapshot…
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
            title={`${volume.name} has no snapshots`}
            text="A snapshot keeps every disk on the volume as it is now. The volume can be taken back to it, and FlexClones are made from it. It takes space only as the disks are changed later."
            actions={
              <DialogButton variant="primary" request={take}>
                Take snapshot…
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
  const none = snapshot === undefined ? 'Select a snapshot first.' : undefined;
  const run = (act: (it: VolumeSnapshot) => void) => () => {
    if (snapshot !== undefined) act(snapshot);
  };
  const isBase = snapshot !== undefined && snapshot.cloneNames.length > 0;
  const actions: ActionItem[] = [
    {
      id: 'restore',
      label: 'Restore…',
      icon: 'revert',
      disabledReason: none,
      onAction: run(({ id }) => openDialog({ type: 'restoreVolume', datastoreId, snapshotId: id })),
    },
    {
      id: 'restoreVm',
      label: 'Restore virtual machine…',
      icon: 'vm',
      disabledReason: none,
      onAction: run((it) => openDialog({ type: 'restoreVm', datastoreId, snapshot: it })),
    },
    {
      id: 'flexClone',
      label: 'Create FlexClone…',
      icon: 'clone',
      disabledReason: none,
      onAction: run(({ id }) => openDialog({ type: 'cloneVolume', datastoreId, snapshotId: id })),
    },
    {
      id: 'remove',
      label: 'Delete snapshot…',
      icon: 'trash',
      isDestructive: true,
      separatorBefore: true,
      disabledReason: none ?? (isBase ? `FlexClones are based on it: ${snapshot.cloneNames.join(', ')}. Split or delete them first.` : undefined),
      onAction: run(({ id }) => openDialog({ type: 'removeVolumeSnapshot', datastoreId, snapshotId: id })),
    },
  ];
  return limited(actions, calls);
}
