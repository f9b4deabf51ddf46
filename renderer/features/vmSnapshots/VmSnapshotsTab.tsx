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
import { say } from '../../strings/say.ts';
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
    if (fault !== null) return <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />;
    return <Spinner label={say('vmSnapshots.loadingTheSnapshots')} />;
  }
  if (tree.snapshots.length === 0) {
    return (
      <EmptyState
        icon="snapshot"
        title={say('vmSnapshots.hasNoSnapshots', { vm: vm.name })}
        text={say('vmSnapshots.noSnapshotsText')}
        actions={<TakeButton vm={vm} variant="primary" />}
      />
    );
  }
  return (
    <>
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />}
      <Snapshots vm={vm} tree={tree} />
    </>
  );
}

function TakeButton({ vm, variant }: { vm: VmRow; variant: 'primary' | 'flat' }) {
  return (
    <DialogButton variant={variant} icon="snapshot" request={{ type: 'takeVmSnapshot', vmId: vm.id }}>
      {say('common.takeSnapshot')}
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
        <MenuButton label={say('vmSnapshots.more')} icon="more" menuLabel={say('vmSnapshots.moreForSelected')} items={actions.filter(({ id }) => !toolbarIds.includes(id))} />
      </div>
      <div className="app-halves">
        <div className="app-tree-frame">
          <Tree
            aria-label={say('vmSnapshots.snapshotsOf', { vm: vm.name })}
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
    <Card title={say('vmSnapshots.youAreHere')}>
      <p>{say('vmSnapshots.presentStateExplained', { vm: vm.name })}</p>
      <KeyValueList
        items={[
          { label: say('vmSnapshots.goesOnFrom'), value: base === undefined ? say('vmSnapshots.noSnapshot') : base.name },
          { label: say('common.logical'), value: <Bytes value={vm.space.logicalBytes} /> },
          { label: say('common.onlyInSnapshots'), value: <Bytes value={vm.space.snapshotBytes} isAtLeast={!vm.space.isExact || vm.snapshotCount > 1} /> },
          { label: say('common.snapshots'), value: formatCount(tree.snapshots.length) },
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
          ...(snapshot.description === '' ? [] : [{ label: say('common.description'), value: snapshot.description }]),
          { label: say('common.created'), value: <DateTime timeMs={snapshot.createdAtMs} /> },
          { label: say('vmSnapshots.follows'), value: parent?.name ?? say('vmSnapshots.followsNothing') },
          { label: say('vmSnapshots.followedBy'), value: followers === 0 ? say('vmSnapshots.noSnapshot') : formatCount(followers) },
          { label: say('common.logical'), value: <Bytes value={logicalBytesOf(snapshot)} /> },
          { label: say('common.unique'), value: <Bytes value={snapshot.uniqueBytes} isAtLeast={!snapshot.isExact} /> },
          { label: say('common.disks'), value: snapshot.disks.map((disk) => disk.label).join(', ') || say('common.none') },
        ]}
      />
      <p className="app-note">
        {say('vmSnapshots.uniqueExplained', { vm: vm.name })}
      </p>
    </Card>
  );
}
