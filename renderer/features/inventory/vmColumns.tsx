/** Columns of every list of virtual machines. */
import { memo } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { ObjectId } from '../../../shared/ids.ts';
import { datastoreIdsOf, type VmRow } from '../../../shared/model/inventory.ts';
import type { PolicyBook } from '../../../shared/storagePolicy.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { complianceWords, PolicyStatus } from '../parts/PolicyStatus.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';
import { powerWords, vmIcon, vmTone } from '../parts/objectLook.ts';

const VmName = memo(function VmName({ vm }: { vm: VmRow }) {
  return (
    <span className="app-name-cell">
      <Icon name={vmIcon(vm)} tone={vmTone(vm)} />
      <ObjectLink id={vm.id} name={vm.name} />
    </span>
  );
});

/** State of a machine: icon and word. */
export function PowerState({ vm }: { vm: Pick<VmRow, 'isTemplate' | 'powerState'> }) {
  if (vm.isTemplate) return <StatusText icon="template">{say('common.template')}</StatusText>;
  if (vm.powerState === 'poweredOn') {
    return (
      <StatusText icon="play" tone="success">
        {powerWords.poweredOn}
      </StatusText>
    );
  }
  return (
    <StatusText icon={vm.powerState === 'suspended' ? 'pause' : 'stop'} tone="muted">
      {powerWords[vm.powerState]}
    </StatusText>
  );
}

/**
 * @param nameOf the name of a container; keep it identical for as long as no container is renamed
 * @param policies to look up storage policies and compliance in
 */
export function vmColumns(nameOf: (id: ObjectId) => string, policies: PolicyBook): DataGridColumn<VmRow>[] {
  const networksOf = ({ networkIds }: VmRow): string => networkIds.map(nameOf).join(', ');
  const datastoresOf = (vm: VmRow): string => (vm.otherDatastoreIds === undefined ? nameOf(vm.datastoreId) : datastoreIdsOf(vm).map(nameOf).join(', '));
  const bytes = (id: string, header: string, read: (vm: VmRow) => number, bound: 'lower' | 'upper' | null = null): DataGridColumn<VmRow> => ({
    id,
    header,
    // "Provisioned" and "≥ 12.5 MiB" have to fit, and all of them into a window of common size.
    width: id === 'provisioned' ? 104 : bound === null ? 90 : 100,
    align: 'end',
    cell: (vm) => <Bytes value={read(vm)} isCompact isAtLeast={bound === 'lower' && !vm.space.isExact} isAtMost={bound === 'upper' && !vm.space.isExact} />,
    sortValue: read,
    unit: 'bytes',
    ...(bound === null ? {} : { bound: (vm) => (vm.space.isExact ? 'exact' : bound === 'lower' ? 'at least' : 'at most') }),
  });
  return [
    { id: 'name', header: say('common.name'), width: 174, canHide: false, cell: (vm) => <VmName vm={vm} />, sortValue: (vm) => vm.name, filterText: (vm) => vm.name },
    {
      id: 'state',
      header: say('common.state'),
      width: 120,
      cell: (vm) => <PowerState vm={vm} />,
      sortValue: (vm) => (vm.isTemplate ? say('common.template') : powerWords[vm.powerState]),
      filterText: (vm) => (vm.isTemplate ? say('common.template') : powerWords[vm.powerState]),
    },
    {
      id: 'source',
      header: say('inventory.templateSource'),
      width: 140,
      cell: (vm) => (vm.source === null ? '' : <ObjectLink id={vm.source.id} name={vm.source.name} />),
      sortValue: (vm) => vm.source?.name ?? '',
      filterText: (vm) => vm.source?.name ?? '',
    },
    {
      id: 'host',
      header: say('common.host'),
      width: 138,
      cell: (vm) => nameOf(vm.hostId),
      sortValue: (vm) => nameOf(vm.hostId),
      filterText: (vm) => nameOf(vm.hostId),
    },
    {
      id: 'datastore',
      header: say('common.datastore'),
      width: 124,
      cell: datastoresOf,
      sortValue: datastoresOf,
      filterText: datastoresOf,
    },
    {
      id: 'policy',
      header: say('common.storagePolicy'),
      width: 150,
      isHiddenByDefault: true,
      cell: (vm) => policies.nameOf(vm.policyId),
      sortValue: (vm) => policies.nameOf(vm.policyId),
      filterText: (vm) => policies.nameOf(vm.policyId),
    },
    {
      id: 'compliance',
      header: say('inventory.compliance'),
      width: 130,
      isHiddenByDefault: true,
      cell: (vm) => <PolicyStatus state={policies.stateOf(vm)} />,
      sortValue: (vm) => complianceWords[policies.stateOf(vm)],
      filterText: (vm) => complianceWords[policies.stateOf(vm)],
    },
    bytes('provisioned', say('common.provisioned'), (vm) => vm.space.provisionedBytes),
    bytes('logical', say('common.logical'), (vm) => vm.space.logicalBytes),
    bytes('unique', say('common.unique'), (vm) => vm.space.uniqueBytes, 'lower'),
    bytes('shared', say('inventory.shared'), (vm) => vm.space.sharedBytes, 'upper'),
    { id: 'cpu', header: say('inventory.cpu'), width: 64, align: 'end', cell: (vm) => vm.cpuCount, sortValue: (vm) => vm.cpuCount, unit: 'count' },
    { id: 'memory', header: say('common.memory'), width: 92, align: 'end', cell: (vm) => <Bytes value={vm.memoryBytes} />, sortValue: (vm) => vm.memoryBytes, unit: 'bytes' },
    {
      id: 'snapshots',
      header: say('common.snapshots'),
      width: 96,
      align: 'end',
      isHiddenByDefault: true,
      cell: (vm) => vm.snapshotCount,
      sortValue: (vm) => vm.snapshotCount,
      unit: 'count',
    },
    {
      id: 'guestOs',
      header: say('common.guestOS'),
      width: 160,
      isHiddenByDefault: true,
      cell: (vm) => vm.guestOs,
      sortValue: (vm) => vm.guestOs,
      filterText: (vm) => vm.guestOs,
    },
    {
      id: 'networks',
      header: say('inventory.networks'),
      width: 160,
      isHiddenByDefault: true,
      cell: networksOf,
      sortValue: networksOf,
      filterText: networksOf,
    },
    {
      id: 'folder',
      header: say('common.folder'),
      width: 140,
      isHiddenByDefault: true,
      cell: (vm) => nameOf(vm.folderId),
      sortValue: (vm) => nameOf(vm.folderId),
      filterText: (vm) => nameOf(vm.folderId),
    },
    {
      id: 'created',
      header: say('common.created'),
      width: 160,
      cell: (vm) => <DateTime timeMs={vm.createdAtMs} />,
      sortValue: (vm) => vm.createdAtMs,
      unit: 'time',
    },
  ];
}
