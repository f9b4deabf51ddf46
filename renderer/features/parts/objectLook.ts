/** How inventory objects look and what their kinds are called. */
import type { IconName, IconTone } from '../../ui/Icon.tsx';
import type { Container, ContainerKind, Host, MaintenanceMode, Network, PowerState, VmRow } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';

export const powerWords: Record<PowerState, string> = { poweredOn: say('parts.poweredOn'), poweredOff: say('parts.poweredOff'), suspended: say('parts.suspended') };

export const kindWords: Record<ContainerKind, string> = {
  vcenter: say('common.vCenter'),
  datacenter: say('common.datacenter'),
  cluster: say('common.cluster'),
  host: say('common.host'),
  folder: say('common.folder'),
  datastore: say('common.datastore'),
  network: say('common.network'),
};

export const connectionWords: Record<Host['connectionState'], string> = {
  connected: say('common.connected'),
  disconnected: say('common.disconnected'),
  enteringMaintenance: say('parts.enteringMaintenanceMode'),
  maintenance: say('parts.inMaintenanceMode'),
};

export const maintenanceWords: Record<MaintenanceMode, string> = { enteringMaintenance: say('parts.enteringMaintenanceMode'), inMaintenance: say('parts.inMaintenanceMode') };

/** "110", or "None" for a network whose frames leave untagged. */
export function vlanWords({ vlanId }: Pick<Network, 'vlanId'>): string {
  return vlanId === null ? say('common.none') : String(vlanId);
}

const vmIcons: Record<PowerState, IconName> = { poweredOn: 'vmOn', poweredOff: 'vm', suspended: 'vmSuspended' };

export function vmIcon(vm: Pick<VmRow, 'isTemplate' | 'powerState'>): IconName {
  if (vm.isTemplate) return 'template';
  return vmIcons[vm.powerState];
}

export function vmTone(vm: Pick<VmRow, 'isTemplate' | 'powerState'>): IconTone {
  if (vm.isTemplate) return 'accent';
  return vm.powerState === 'poweredOn' ? 'success' : 'muted';
}

export function containerIcon(container: Pick<Container, 'kind'>): IconName {
  return container.kind;
}

/** "Template" or "Virtual machine". */
export function vmWord(vm: Pick<VmRow, 'isTemplate'>): string {
  return vm.isTemplate ? say('common.template') : say('common.virtualMachine');
}
