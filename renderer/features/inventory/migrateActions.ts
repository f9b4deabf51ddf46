/** Migrating machines and cloning them to templates, as menus offer it. */
import type { VmRow } from '../../../shared/model/inventory.ts';
import { migrationCountLimit } from '../../../shared/model/migration.ts';
import { formatCount } from '../../../shared/units.ts';
import { openDialog } from '../../stores/dialogs.ts';
import { say } from '../../strings/say.ts';
import type { ActionItem } from '../../ui/actions.ts';

export function migrateAction(vms: readonly VmRow[]): ActionItem {
  return {
    id: 'migrate',
    label: say('inventory.migrate'),
    icon: 'forward',
    disabledReason: migrateReason(vms),
    onAction: () => openDialog({ type: 'migrate', vmIds: vms.map((vm) => vm.id) }),
  };
}

/** What of a selection can be migrated is told by the review; only templates alone cannot be at all. */
function migrateReason(vms: readonly VmRow[]): string | undefined {
  if (vms.length === 0) return say('inventory.selectAVirtualMachineFirst');
  if (vms.length > migrationCountLimit) return say('inventory.mostMachinesMigrate', { most: formatCount(migrationCountLimit) });
  if (vms.some((vm) => !vm.isTemplate)) return undefined;
  return say('inventory.templatesAreNotMigrated');
}

export function cloneToTemplateAction(vms: readonly VmRow[]): ActionItem {
  const [only, ...others] = vms;
  return {
    id: 'cloneToTemplate',
    label: say('inventory.cloneToTemplate'),
    icon: 'template',
    disabledReason: only === undefined ? say('inventory.selectAVirtualMachineFirst') : others.length > 0 ? say('inventory.convertOneAtATime') : undefined,
    onAction: () => {
      if (only !== undefined) openDialog({ type: 'cloneVm', vmId: only.id, snapshotId: null, isTemplate: true });
    },
  };
}
