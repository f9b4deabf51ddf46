/** Datacenters, clusters, hosts and networks: made, moved, taken out of use and removed. */
import type { Container, Host } from '../../../shared/model/inventory.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { exitMaintenance } from '../../stores/hosting.ts';
import type { ActionItem } from '../../ui/actions.ts';

/** What can be made in a place. */
export function newObjectActions({ id, kind }: Container): ActionItem[] {
  if (kind === 'vcenter') return [{ id: 'newDatacenter', label: 'New datacenter…', icon: 'datacenter', separatorBefore: true, onAction: () => openDialog({ type: 'newObject', kind: 'datacenter', parentId: id }) }];
  const addHost: ActionItem = { id: 'addHost', label: 'Add host…', icon: 'host', separatorBefore: kind === 'cluster', onAction: () => openDialog({ type: 'newObject', kind: 'host', parentId: id }) };
  if (kind === 'cluster') return [addHost];
  if (kind !== 'datacenter') return [];
  return [
    { id: 'newCluster', label: 'New cluster…', icon: 'cluster', separatorBefore: true, onAction: () => openDialog({ type: 'newObject', kind: 'cluster', parentId: id }) },
    addHost,
    { id: 'newNetwork', label: 'New network…', icon: 'network', onAction: () => openDialog({ type: 'newObject', kind: 'network', parentId: id }) },
  ];
}

/** What is done with hosts and networks, apart from removing them. */
export function hostActions(container: Container): ActionItem[] {
  const { id, kind } = container;
  if (kind === 'network') return [{ id: 'editObject', label: 'Edit settings…', icon: 'edit', onAction: () => openDialog({ type: 'editObject', id }) }];
  if (container.kind !== 'host') return [];
  return [
    { id: 'enterMaintenance', label: 'Enter maintenance mode…', icon: 'host', separatorBefore: true, disabledReason: enterReason(container), onAction: () => openDialog({ type: 'enterMaintenance', id }) },
    { id: 'exitMaintenance', label: 'Exit maintenance mode', icon: 'play', disabledReason: exitReason(container), onAction: () => void exitMaintenance(id) },
    { id: 'moveHost', label: 'Move host…', icon: 'cluster', onAction: () => openDialog({ type: 'moveHost', id }) },
    {
      id: 'editObject',
      label: 'Edit hardware…',
      icon: 'edit',
      disabledReason: container.connectionState === 'maintenance' ? undefined : 'Let it enter maintenance mode first.',
      onAction: () => openDialog({ type: 'editObject', id }),
    },
  ];
}

const enterReasons: Readonly<Record<Host['connectionState'], string | undefined>> = {
  connected: undefined,
  disconnected: 'It is not connected.',
  enteringMaintenance: 'It is entering maintenance mode already.',
  maintenance: 'It is in maintenance mode already.',
};
const enterReason = ({ connectionState }: Host): string | undefined => enterReasons[connectionState];

function exitReason({ connectionState }: Host): string | undefined {
  if (connectionState === 'enteringMaintenance') return 'It is entering maintenance mode. Cancel that task instead.';
  return connectionState === 'maintenance' ? undefined : 'It is not in maintenance mode.';
}

export function removeObjectAction(container: Container): ActionItem[] {
  const { id, kind } = container;
  if (kind !== 'datacenter' && kind !== 'cluster' && kind !== 'host' && kind !== 'network') return [];
  const isInUse = container.kind === 'host' && container.connectionState !== 'maintenance';
  return [
    {
      id: 'removeObject',
      label: `Remove ${kind}…`,
      icon: 'trash',
      isDestructive: true,
      separatorBefore: true,
      disabledReason: isInUse ? 'Let it enter maintenance mode first.' : undefined,
      onAction: () => openDialog({ type: 'removeObject', id }),
    },
  ];
}
