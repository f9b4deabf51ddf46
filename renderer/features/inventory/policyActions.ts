/** Storage policies of machines, as menus offer them. */
import type { VmRow } from '../../../shared/model/inventory.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { say } from '../../strings/say.ts';
import type { ActionItem } from '../../ui/actions.ts';

/** Applies to one and to many, whatever state they are in: nothing is moved by it. */
export function policyAction(vms: readonly VmRow[]): ActionItem {
  return {
    id: 'assignPolicy',
    label: say('inventory.editVMStoragePolicy'),
    icon: 'tasks',
    disabledReason: vms.length === 0 ? say('inventory.selectAVirtualMachineFirst') : undefined,
    onAction: () => openDialog({ type: 'assignPolicy', vmIds: vms.map(({ id }) => id) }),
  };
}
