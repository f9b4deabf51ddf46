import { useMemo, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { Tree } from '../../ui/Tree.tsx';
import { useVmSnapshots } from '../../stores/machines.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import type { VmSnapshot, VmSnapshotTree } from '../../../shared/model/machine.ts';
import { formatCount } from '../../../shared/units.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { snapshotActions } from './snapshotActions.ts';
import { followersOf, hereId, logicalBytesOf, snapshotRows } from './snapshotTree.ts';

const toolbarIds = ['revert', 'clone', 'compare'];

/** The snapshots of a machine as a tree, and what the selected one holds. */
export function VmSnapshotsTab({ vm }: { vm: VmRow }) {
  const { value: tree, fault, reload } = useVmSnapshots(vm);
  if (tree === null) {
    if (fault !== null) return <FaultAlert fault={fault} action={{ label: 'Try again', onAction: reload }} />;
    return <Spinner label="Loading the snapshots" />;
  }
  if (tree.snapshots.length === 0) {
    return (
      <EmptyState
        icon="snapshot"
        title={`${vm.name} has no snapshots`}
        text="A snapshot keeps the disks as they are now, so that you can go back to them, compare with them or clone them. It takes no space until the machine overwrites what it holds."
        actions={<TakeButton vm={vm} variant="primary" />}
      />
    );
  }
  return (
    <>
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: 'Try again', onAction: reload }} />}
      <Snapshots vm={vm} tree={tree} />
    </>
  );
}

function TakeButton({ vm, variant }: { vm: VmRow; variant: 'primary' | 'flat' }) {
  return (
    <DialogButton variant={variant} icon="snapshot" request={{ type: 'takeVmSnapshot', vmId: vm.id }}>
      Take snapshot…
    </DialogButton>
  );
}

function Snapshots({ vm, tree }: { vm: VmRow; tree: VmSnapshotTree }) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [collapsedIds, setCollapsedIds] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => snapshotRows(tree, collapsedIds), [tree, collapsedIds]);
  const find = (id: string | null) => tree.snapshots.find((snapshot) => snapshot.id === id) ?? null;
  const isKnown = chosenId === hereId || find(chosenId) !== null;
  const selectedId = isKnown ? chosenId : (tree.currentId ?? hereId);
  const selected = find(selectedId);
  const actions = snapshotActions(vm, tree, selected);
  const toggle = (id: string, isExpanded: boolean) => {
    const next = new Set(collapsedIds);
    if (isExpanded) next.delete(id);
    else next.add(id);
    setCollapsedIds(next);
  };

  return (
    <>
      <div className="app-toolbar">
        <TakeButton vm={vm} variant="flat" />
        {actions.filter(({ id }) => toolbarIds.includes(id)).map(({ id, label, icon, disabledReason, onAction }) => (
          <Button key={id} variant="flat" {...(icon === undefined ? {} : { icon })} disabledReason={disabledReason} onPress={onAction}>
            {label}
          </Button>
        ))}
        <MenuButton label="More" icon="more" menuLabel="More for the selected snapshot" items={actions.filter(({ id }) => !toolbarIds.includes(id))} />
      </div>
      <div className="app-halves">
        <div className="app-tree-frame">
          <Tree
            aria-label={`Snapshots of ${vm.name}`}
            rows={rows}
            selectedId={selectedId}
            onSelect={setChosenId}
            onToggle={toggle}
            contextActions={(id) => {
              const snapshot = find(id);
              return snapshot === null ? [] : snapshotActions(vm, tree, snapshot);
            }}
          />
        </div>
        {selected === null ? <HereCard vm={vm} tree={tree} /> : <SnapshotCard vm={vm} tree={tree} snapshot={selected} />}
      </div>
    </>
  );
}

function HereCard({ vm, tree }: { vm: VmRow; tree: VmSnapshotTree }) {
  const base = tree.snapshots.find(({ id }) => id === tree.currentId);
  return (
    <Card title="You are here">
      <p>This is the present state of {vm.name}: what its disks hold now.</p>
      <KeyValueList
        items={[
          { label: 'Goes on from', value: base === undefined ? 'No snapshot' : base.name },
          { label: 'Logical', value: <Bytes value={vm.space.logicalBytes} /> },
          { label: 'Only in snapshots', value: <Bytes value={vm.space.snapshotBytes} isAtLeast={!vm.space.isExact || vm.snapshotCount > 1} /> },
          { label: 'Snapshots', value: formatCount(tree.snapshots.length) },
        ]}
      />
    </Card>
  );
}

function SnapshotCard({ vm, tree, snapshot }: { vm: VmRow; tree: VmSnapshotTree; snapshot: VmSnapshot }) {
  const parent = tree.snapshots.find(({ id }) => id === snapshot.parentId);
  const followers = followersOf(tree, snapshot.id).length;
  return (
    <Card title={snapshot.name}>
      <KeyValueList
        items={[
          ...(snapshot.description === '' ? [] : [{ label: 'Description', value: snapshot.description }]),
          { label: 'Created', value: <DateTime timeMs={snapshot.createdAtMs} /> },
          { label: 'Follows', value: parent?.name ?? 'Nothing: it is a first snapshot' },
          { label: 'Followed by', value: followers === 0 ? 'No snapshot' : formatCount(followers) },
          { label: 'Logical', value: <Bytes value={logicalBytesOf(snapshot)} /> },
          { label: 'Unique', value: <Bytes value={snapshot.uniqueBytes} isAtLeast={!snapshot.isExact} /> },
          { label: 'Disks', value: snapshot.disks.map((disk) => disk.label).join(', ') || 'None' },
        ]}
      />
      <p className="app-note">
        Unique is what nothing but this snapshot holds: deleting it alone frees that much. What it shares with {vm.name} or other snapshots takes no
        space of its own.
      </p>
    </Card>
  );
}
