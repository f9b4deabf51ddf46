/** New virtual machines, and the settings of those that exist. */
import type { Container, VmRow } from '../../../shared/model/inventory.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { say } from '../../strings/say.ts';
import type { ActionItem } from '../../ui/actions.ts';

export function editSettingsAction(vms: readonly VmRow[]): ActionItem {
  const only = vms.length === 1 ? vms[0] : undefined;
  return {
    id: 'editSettings',
    label: say('inventory.editSettingsAction'),
    icon: 'vm',
    disabledReason: disabledReason(vms),
    onAction: () => {
      if (only !== undefined) openDialog({ type: 'editSettings', vmId: only.id });
    },
  };
}

function disabledReason(vms: readonly VmRow[]): string | undefined {
  const [vm] = vms;
  if (vm === undefined) return say('inventory.selectAVirtualMachineFirst');
  if (vms.length > 1) return say('inventory.settingsOneAtATime');
  if (vm.isTemplate) return say('inventory.templateHasNoSettings');
  return vm.powerState === 'suspended' ? say('inventory.isSuspended') : undefined;
}

/** Opens with the place filled in. */
export function newVmAction({ id, kind }: Container): ActionItem[] {
  if (!['datacenter', 'cluster', 'host', 'folder', 'datastore'].includes(kind)) return [];
  return [
    {
      id: 'newVm',
      label: say('inventory.newVirtualMachine'),
      icon: 'plus',
      onAction: () =>
        openDialog({
          type: 'newVm',
          computeId: kind === 'cluster' || kind === 'host' ? id : null,
          folderId: kind === 'folder' ? id : null,
          datastoreId: kind === 'datastore' ? id : null,
        }),
    },
  ];
}
