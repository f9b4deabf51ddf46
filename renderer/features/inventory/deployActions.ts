/** Deploy from template: on templates, and on the places where what is deployed can be. */
import type { Container, VmRow } from '../../../shared/model/inventory.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { say } from '../../strings/say.ts';
import type { ActionItem } from '../../ui/actions.ts';

const label = say('inventory.deployFromTemplate');

export function deployAction(vms: readonly VmRow[]): ActionItem {
  const only = vms.length === 1 ? vms[0] : undefined;
  return {
    id: 'deployTemplate',
    label,
    icon: 'template',
    separatorBefore: true,
    disabledReason: disabledReason(vms),
    onAction: () => {
      if (only !== undefined) openDialog({ type: 'deployTemplate', templateId: only.id, computeId: null, folderId: null, datastoreId: null, draft: null });
    },
  };
}

function disabledReason(vms: readonly VmRow[]): string | undefined {
  const [vm] = vms;
  if (vm === undefined) return say('inventory.selectATemplateFirst');
  if (vms.length > 1) return say('inventory.deployOneAtATime');
  return vm.isTemplate ? undefined : say('inventory.deployNeedsTemplate');
}

/** Opens with the place filled in; the wizard asks for the template. */
export function deployHereAction({ id, kind }: Container): ActionItem[] {
  if (!['datacenter', 'cluster', 'host', 'folder', 'datastore'].includes(kind)) return [];
  return [
    {
      id: 'deployTemplate',
      label,
      icon: 'template',
      onAction: () =>
        openDialog({
          type: 'deployTemplate',
          templateId: null,
          computeId: kind === 'cluster' || kind === 'host' ? id : null,
          folderId: kind === 'folder' ? id : null,
          datastoreId: kind === 'datastore' ? id : null,
          draft: null,
        }),
    },
  ];
}
