/** Migrating machines and cloning them to templates, as menus offer it. */
import type { VmRow } from '../../../shared/model/inventory.ts';
import { migrationCountLimit } from '../../../shared/model/migration.ts';
import { formatCount } from '../../../shared/units.ts';
import { openDialog } from '../../stores/dialogs.ts';
import type { ActionItem } from '../../ui/actions.ts';

export function migrateAction(vms: readonly VmRow[]): ActionItem {
  return {
    id: 'migrate',
    label: 'Migrate…',
    icon: 'forward',
    disabledReason: migrateReason(vms),
    onAction: () => openDialog({ type: 'migrate', vmIds: vms.map((vm) => vm.id) }),
  };
}

/** What of a selection can be migrated is told by the review; only templates alone cannot be at all. */
function migrateReason(vms: readonly VmRow[]): string | undefined {
  if (vms.length === 0) return 'Select a virtual machine first.';
  if (vms.length > migrationCountLimit) return `One run migrates at most ${formatCount(migrationCountLimit)} machines.`;
  if (vms.some((vm) => !vm.isTemplate)) return undefined;
  return 'Templates are not migrated: clone it to a template on the other datastore, or convert it to a virtual machine first.';
}

export function cloneToTemplateAction(vms: readonly VmRow[]): ActionItem {
  const [only, ...others] = vms;
  return {
    id: 'cloneToTemplate',
    label: 'Clone to template…',
    icon: 'template',
    disabledReason: only === undefined ? 'Select a virtual machine first.' : others.length > 0 ? 'Templates are made of one machine at a time.' : undefined,
    onAction: () => {
      if (only !== undefined) openDialog({ type: 'cloneVm', vmId: only.id, snapshotId: null, isTemplate: true });
    },
  };
}
