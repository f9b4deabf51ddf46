/** Customizing the guest of a machine, as menus offer it. */
import type { VmRow } from '../../../shared/model/inventory.ts';
import { openDialog } from '../../stores/dialogs.ts';
import type { ActionItem } from '../../ui/actions.ts';

export function customizeAction(vms: readonly VmRow[]): ActionItem {
  const [only] = vms;
  return {
    id: 'customizeGuest',
    label: 'Customize guest…',
    icon: 'user',
    disabledReason: customizeReason(vms),
    onAction: () => {
      if (only !== undefined) openDialog({ type: 'customizeGuest', vmId: only.id });
    },
  };
}

function customizeReason([only, ...others]: readonly VmRow[]): string | undefined {
  if (only === undefined) return 'Select a virtual machine first.';
  if (others.length > 0) return 'Guests are customized one at a time.';
  if (only.isTemplate) return 'Deploy a virtual machine from the template and customize that.';
  return only.powerState === 'poweredOff' ? undefined : 'Power it off first: a guest is customized when it starts.';
}
