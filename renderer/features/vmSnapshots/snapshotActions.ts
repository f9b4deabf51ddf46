/** What can be done with a snapshot of a machine, for the toolbar and the context menu alike. */
import { contract } from '../../../shared/contract/contract.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import type { VmSnapshot, VmSnapshotTree } from '../../../shared/model/machine.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { say } from '../../strings/say.ts';
import type { ActionItem } from '../../ui/actions.ts';
import { limited, type ActionCalls } from '../parts/limited.ts';
import { followersOf } from './snapshotTree.ts';

const nothingSelected = say('vmSnapshots.selectASnapshotFirst');

const { machines } = contract;
const calls: ActionCalls = { revert: machines.revert, clone: machines.clone, compare: machines.diff, remove: machines.removeSnapshot, removeAll: machines.removeSnapshot };

/** @param snapshot null where none is selected */
export function snapshotActions(vm: VmRow, tree: VmSnapshotTree, snapshot: VmSnapshot | null): ActionItem[] {
  const none = snapshot === null ? nothingSelected : undefined;
  const run = (act: (chosen: VmSnapshot) => void) => () => {
    if (snapshot !== null) act(snapshot);
  };
  const actions: ActionItem[] = [
    {
      id: 'revert',
      label: say('vmSnapshots.revertAction'),
      icon: 'revert',
      disabledReason: none,
      onAction: run(({ id }) => openDialog({ type: 'revertVm', vmId: vm.id, snapshotId: id })),
    },
    {
      id: 'clone',
      label: say('vmSnapshots.cloneAction'),
      icon: 'clone',
      disabledReason: none,
      onAction: run(({ id }) => openDialog({ type: 'cloneVm', vmId: vm.id, snapshotId: id })),
    },
    {
      id: 'compare',
      label: say('vmSnapshots.compareAction'),
      icon: 'compare',
      disabledReason: none,
      onAction: run(({ id }) => openDialog({ type: 'compareStates', vmId: vm.id, from: id, to: 'current' })),
    },
    {
      id: 'remove',
      label: say('common.delete'),
      icon: 'trash',
      isDestructive: true,
      separatorBefore: true,
      disabledReason: none,
      onAction: run(({ id }) => openDialog({ type: 'removeVmSnapshot', vmId: vm.id, snapshotId: id, withChildren: false })),
    },
    {
      id: 'removeAll',
      label: say('vmSnapshots.deleteWithThoseThatFollow'),
      icon: 'trash',
      isDestructive: true,
      disabledReason: none ?? (snapshot !== null && followersOf(tree, snapshot.id).length === 0 ? say('vmSnapshots.noSnapshotFollowsIt') : undefined),
      onAction: run(({ id }) => openDialog({ type: 'removeVmSnapshot', vmId: vm.id, snapshotId: id, withChildren: true })),
    },
  ];
  return limited(actions, calls);
}
