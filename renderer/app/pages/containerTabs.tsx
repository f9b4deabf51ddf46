/** The tabs of each kind of container, in the order that the vSphere Client has: its own pages first, then what belongs to it. */
import { HostConfigureTab } from '../../features/acceleration/HostConfigureTab.tsx';
import { HostMonitorTab } from '../../features/acceleration/HostMonitorTab.tsx';
import { MaintenanceNotice } from '../../features/hosting/MaintenanceNotice.tsx';
import { HostHardwareCard, ObjectSettings } from '../../features/hosting/ObjectSettings.tsx';
import { ContainerSummary } from '../../features/inventory/ContainerSummary.tsx';
import { NetworkSummary } from '../../features/inventory/NetworkSummary.tsx';
import { PermissionsTab } from '../../features/permissions/PermissionsTab.tsx';
import type { Container, Host } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { datastoreTabs } from './datastoreTabs.tsx';
import { monitorTab } from './monitorTab.tsx';
import { tabLabels, type ContainerFacts, type PageTab } from './pageTab.ts';
import { relatedTab, volumesTab, type RelatedKind } from './relatedTabs.tsx';

export function containerTabs(container: Container, facts: ContainerFacts): PageTab[] {
  const { name } = container;
  const lists = (...kinds: RelatedKind[]): PageTab[] => kinds.map((kind) => relatedTab(kind, name, facts.related));
  switch (container.kind) {
    case 'vcenter':
      return [summaryOf(container), monitorTab(container), permissions, ...lists('datacenters', 'clusters', 'hosts', 'vms', 'templates', 'datastores', 'networks'), volumesTab(name, facts.related)];
    case 'datacenter':
      return [summaryOf(container), monitorTab(container), settingsOf(container), ...lists('clusters', 'hosts', 'vms', 'templates', 'datastores', 'networks'), volumesTab(name, facts.related)];
    case 'cluster':
      return [summaryOf(container), monitorTab(container), settingsOf(container), ...lists('hosts', 'vms', 'templates', 'datastores', 'networks')];
    case 'host':
      return [summaryOf(container), ...hostTabs(container), ...lists('vms', 'templates', 'datastores', 'networks')];
    case 'folder':
      return [summaryOf(container), monitorTab(container), settingsOf(container), ...lists('vms', 'templates')];
    case 'datastore':
      return [...datastoreTabs(container, facts), ...lists('hosts', 'vms', 'templates')];
    case 'network':
      return [{ id: 'summary', label: tabLabels.summary, content: () => <NetworkSummary network={container} /> }, monitorTab(container), settingsOf(container), ...lists('hosts', 'vms', 'templates')];
  }
}

const permissions: PageTab = { id: 'permissions', label: tabLabels.permissions, content: () => <PermissionsTab /> };

function summaryOf(container: Container): PageTab {
  const content = () => (
    <>
      <MaintenanceNotice container={container} />
      <ContainerSummary container={container} />
    </>
  );
  return { id: 'summary', label: tabLabels.summary, content };
}

function settingsOf(container: Container): PageTab {
  return { id: 'configure', label: tabLabels.configure, content: () => <ObjectSettings container={container} /> };
}

function hostTabs(host: Host): PageTab[] {
  return [
    monitorTab(host, { label: say('app.monitorLive'), content: () => <HostMonitorTab host={host} /> }),
    { id: 'configure', label: tabLabels.configure, content: () => (
      <>
        <div className="app-cards">
          <HostHardwareCard host={host} />
        </div>
        <HostConfigureTab hostId={host.id} />
      </>
    ) },
  ];
}
