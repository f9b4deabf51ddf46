/** Datacenters, clusters, hosts and networks: made, moved, taken out of use and removed. */
import type { Container, Host } from '../../../shared/model/inventory.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { exitMaintenance } from '../../stores/hosting.ts';
import { say } from '../../strings/say.ts';
import type { ActionItem } from '../../ui/actions.ts';

/** What can be made in a place. */
export function newObjectActions({ id, kind }: Container): ActionItem[] {
  if (kind === 'vcenter') return [{ id: 'newDatacenter', label: say('inventory.newDatacenter'), icon: 'datacenter', separatorBefore: true, onAction: () => openDialog({ type: 'newObject', kind: 'datacenter', parentId: id }) }];
  const addHost: ActionItem = { id: 'addHost', label: say('inventory.addHost'), icon: 'host', separatorBefore: kind === 'cluster', onAction: () => openDialog({ type: 'newObject', kind: 'host', parentId: id }) };
  if (kind === 'cluster') return [addHost];
  if (kind !== 'datacenter') return [];
  return [
    { id: 'newCluster', label: say('inventory.newCluster'), icon: 'cluster', separatorBefore: true, onAction: () => openDialog({ type: 'newObject', kind: 'cluster', parentId: id }) },
    addHost,
    { id: 'newNetwork', label: say('inventory.newNetwork'), icon: 'network', onAction: () => openDialog({ type: 'newObject', kind: 'network', parentId: id }) },
  ];
}

/** What is done with hosts and networks, apart from removing them. */
export function hostActions(container: Container): ActionItem[] {
  const { id, kind } = container;
  if (kind === 'network') return [{ id: 'editObject', label: say('inventory.editSettingsAction'), icon: 'edit', onAction: () => openDialog({ type: 'editObject', id }) }];
  if (container.kind !== 'host') return [];
  return [
    { id: 'enterMaintenance', label: say('inventory.enterMaintenanceMode'), icon: 'host', separatorBefore: true, disabledReason: enterReason(container), onAction: () => openDialog({ type: 'enterMaintenance', id }) },
    { id: 'exitMaintenance', label: say('inventory.exitMaintenanceMode'), icon: 'play', disabledReason: exitReason(container), onAction: () => void exitMaintenance(id) },
    { id: 'moveHost', label: say('inventory.moveHost'), icon: 'cluster', onAction: () => openDialog({ type: 'moveHost', id }) },
    {
      id: 'editObject',
      label: say('inventory.editHardware'),
      icon: 'edit',
      disabledReason: container.connectionState === 'maintenance' ? undefined : say('inventory.enterMaintenanceFirst'),
      onAction: () => openDialog({ type: 'editObject', id }),
    },
  ];
}

const enterReasons: Readonly<Record<Host['connectionState'], string | undefined>> = {
  connected: undefined,
  disconnected: say('inventory.isNotConnected'),
  enteringMaintenance: say('inventory.isEnteringMaintenance'),
  maintenance: say('inventory.isInMaintenance'),
};
const enterReason = ({ connectionState }: Host): string | undefined => enterReasons[connectionState];

function exitReason({ connectionState }: Host): string | undefined {
  if (connectionState === 'enteringMaintenance') return say('inventory.exitWhileEntering');
  return connectionState === 'maintenance' ? undefined : say('inventory.isNotInMaintenance');
}

const removeLabels = {
  datacenter: say('inventory.removeDatacenter'),
  cluster: say('inventory.removeCluster'),
  host: say('inventory.removeHost'),
  network: say('inventory.removeNetwork'),
} as const;

export function removeObjectAction(container: Container): ActionItem[] {
  const { id, kind } = container;
  if (kind !== 'datacenter' && kind !== 'cluster' && kind !== 'host' && kind !== 'network') return [];
  const isInUse = container.kind === 'host' && container.connectionState !== 'maintenance';
  return [
    {
      id: 'removeObject',
      label: removeLabels[kind],
      icon: 'trash',
      isDestructive: true,
      separatorBefore: true,
      disabledReason: isInUse ? say('inventory.enterMaintenanceFirst') : undefined,
      onAction: () => openDialog({ type: 'removeObject', id }),
    },
  ];
}
