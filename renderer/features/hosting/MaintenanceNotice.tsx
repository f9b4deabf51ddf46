import { Alert } from '../../ui/Alert.tsx';
import { openDialog } from '../../stores/dialogs.ts';
import { exitMaintenance } from '../../stores/hosting.ts';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { containerIdsUnder } from '../../stores/inventoryIndex.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { Container, Host } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { callAction } from '../parts/dialogAction.ts';

/** A line for every host that is out of use: the one whose page it is, or those below. */
export function MaintenanceNotice({ container }: { container: Container }) {
  const index = useInventoryIndex();
  const containers = useInventory((state) => state.containers);
  if (!['vcenter', 'datacenter', 'cluster', 'host'].includes(container.kind)) return null;
  const hosts = containerIdsUnder(index, container.id).flatMap((id): Host[] => {
    const found = containers.get(id);
    return found?.kind === 'host' && (found.connectionState === 'maintenance' || found.connectionState === 'enteringMaintenance') ? [found] : [];
  });
  return hosts.map((host) => <Notice key={host.id} host={host} />);
}

function Notice({ host: { id, name, connectionState, maintenanceTaskId } }: { host: Host }) {
  if (connectionState === 'maintenance') {
    return (
      <Alert tone="warning" {...callAction(say('hosting.exitMaintenanceMode'), contract.hosting.exitMaintenance, () => void exitMaintenance(id))}>
        {say('hosting.isInMaintenanceMode', { name })}
      </Alert>
    );
  }
  return (
    <Alert tone="info" {...(maintenanceTaskId === undefined ? {} : { action: { label: say('hosting.showTheTask'), onAction: () => openDialog({ type: 'taskDetail', taskId: maintenanceTaskId }) } })}>
      {say('hosting.isEnteringMaintenanceMode', { name })}
    </Alert>
  );
}
