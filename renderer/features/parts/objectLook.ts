/** How inventory objects look and what their kinds are called. */
import type { IconName, IconTone } from '../../ui/Icon.tsx';
import type { Container, ContainerKind, Host, MaintenanceMode, Network, PowerState, VmRow } from '../../../shared/model/inventory.ts';

export const powerWords: Record<PowerState, string> = { poweredOn: 'Powered on', poweredOff: 'Powered off', suspended: 'Suspended' };

export const kindWords: Record<ContainerKind, string> = {
  vcenter: 'vCenter',
  datacenter: 'Datacenter',
  cluster: 'Cluster',
  host: 'Host',
  folder: 'Folder',
  datastore: 'Datastore',
  network: 'Network',
};

export const connectionWords: Record<Host['connectionState'], string> = {
  connected: 'Connected',
  disconnected: 'Disconnected',
  enteringMaintenance: 'Entering maintenance mode',
  maintenance: 'In maintenance mode',
};

export const maintenanceWords: Record<MaintenanceMode, string> = { enteringMaintenance: 'Entering maintenance mode', inMaintenance: 'In maintenance mode' };

/** "110", or "None" for a network whose frames leave untagged. */
export function vlanWords({ vlanId }: Pick<Network, 'vlanId'>): string {
  return vlanId === null ? 'None' : String(vlanId);
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
  return vm.isTemplate ? 'Template' : 'Virtual machine';
}

/** "1 virtual machine", "12 virtual machines". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
