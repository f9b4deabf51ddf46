/** Maintenance mode of a datastore, and which hosts see it. */
import type { Container } from '../../../shared/model/inventory.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { exitMaintenance } from '../../stores/storageCommands.ts';
import { say } from '../../strings/say.ts';
import type { ActionItem } from '../../ui/actions.ts';

export function datastoreActions(container: Container): ActionItem[] {
  if (container.kind !== 'datastore') return [];
  const { id, maintenanceMode } = container;
  const isIn = maintenanceMode === 'inMaintenance';
  return [
    {
      id: 'maintenanceMode',
      label: isIn ? say('inventory.exitMaintenanceMode') : say('inventory.enterMaintenanceMode'),
      icon: isIn ? 'play' : 'pause',
      separatorBefore: true,
      disabledReason: maintenanceMode === 'enteringMaintenance' ? say('inventory.datastoreIsEnteringMaintenance') : undefined,
      onAction: () => {
        if (isIn) void exitMaintenance(id);
        else openDialog({ type: 'emptyDatastore', datastoreId: id });
      },
    },
    { id: 'mountDatastore', label: say('inventory.mountOnHosts'), icon: 'host', onAction: () => openDialog({ type: 'mountDatastore', datastoreId: id }) },
  ];
}
