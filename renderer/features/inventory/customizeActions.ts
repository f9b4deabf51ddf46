/** Customizing the guest of a machine, as menus offer it. */
import type { VmRow } from '../../../shared/model/inventory.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { say } from '../../strings/say.ts';
import type { ActionItem } from '../../ui/actions.ts';

export function customizeAction(vms: readonly VmRow[]): ActionItem {
  const [only] = vms;
  return {
    id: 'customizeGuest',
    label: say('inventory.customizeGuest'),
    icon: 'user',
    disabledReason: customizeReason(vms),
    onAction: () => {
      if (only !== undefined) openDialog({ type: 'customizeGuest', vmId: only.id });
    },
  };
}

function customizeReason([only, ...others]: readonly VmRow[]): string | undefined {
  if (only === undefined) return say('inventory.selectAVirtualMachineFirst');
  if (others.length > 0) return say('inventory.customizeOneAtATime');
  if (only.isTemplate) return say('inventory.customizeTemplate');
  return only.powerState === 'poweredOff' ? undefined : say('inventory.powerOffToCustomize');
}
