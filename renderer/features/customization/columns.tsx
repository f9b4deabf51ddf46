/** Columns of the lists of specifications and pools. */
import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { CustomizationSpec, IpPool } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';
import { NameCell } from '../parts/NameCell.tsx';
import { guestWords, secretWords } from '../parts/guestWords.ts';
import { listOf } from '../parts/listOf.ts';
import { protectionWords, rangeWords, usedWords } from './specWords.ts';

type SpecColumn = DataGridColumn<CustomizationSpec>;
type PoolColumn = DataGridColumn<IpPool>;

function protectedBy({ secrets }: CustomizationSpec): string {
  return secrets.length === 0 ? say('customization.noSecrets') : listOf([...new Set(secrets.map((secret) => protectionWords[secret.protectedBy]))]);
}

export const specColumns: readonly SpecColumn[] = [
  {
    id: 'name',
    header: say('common.name'),
    width: 220,
    canHide: false,
    cell: ({ values }) => <NameCell icon="user" tone="accent" name={values.name} />,
    sortValue: ({ values }) => values.name,
    filterText: ({ values }) => values.name,
  },
  { id: 'guest', header: say('common.guestOS'), width: 110, cell: ({ values }) => guestWords[values.guest], sortValue: ({ values }) => guestWords[values.guest], filterText: ({ values }) => guestWords[values.guest] },
  { id: 'modified', header: say('customization.modified'), width: 150, cell: ({ modifiedAtMs }) => <Ago timeMs={modifiedAtMs} />, sortValue: ({ modifiedAtMs }) => modifiedAtMs, unit: 'time' },
  {
    id: 'protectedBy',
    header: say('customization.protectedBy'),
    width: 190,
    cell: (spec) =>
      spec.secrets.some(({ problem }) => problem !== null) ? (
        <StatusText icon="warning" tone="warning">
          {say('customization.secretsNotReadable', { protection: protectedBy(spec) })}
        </StatusText>
      ) : (
        protectedBy(spec)
      ),
    sortValue: protectedBy,
    filterText: protectedBy,
  },
  {
    id: 'secrets',
    header: say('customization.secrets'),
    width: 220,
    cell: ({ secrets }) => secrets.map(({ name }) => secretWords[name]).join(', '),
    sortValue: ({ secrets }) => secrets.length,
    filterText: ({ secrets }) => secrets.map(({ name }) => secretWords[name]).join(', '),
  },
  { id: 'description', header: say('common.description'), width: 220, isFlexible: true, cell: ({ values }) => values.description, sortValue: ({ values }) => values.description, filterText: ({ values }) => values.description },
];

const names = ({ leases }: IpPool): string => leases.map(({ vmName, address }) => `${vmName} ${address}`).join(', ');

export const poolColumns: readonly PoolColumn[] = [
  { id: 'name', header: say('common.name'), width: 180, canHide: false, cell: ({ values }) => values.name, sortValue: ({ values }) => values.name, filterText: ({ values }) => values.name },
  { id: 'range', header: say('customization.addresses'), width: 250, cell: (pool) => rangeWords(pool), sortValue: rangeWords, filterText: rangeWords },
  { id: 'gateway', header: say('customization.gateway'), width: 130, cell: ({ values }) => values.gateway ?? say('common.none'), sortValue: ({ values }) => values.gateway ?? '', filterText: ({ values }) => values.gateway ?? '' },
  { id: 'used', header: say('customization.inUseHeader'), width: 110, align: 'end', cell: (pool) => usedWords(pool), sortValue: ({ leases }) => leases.length, unit: 'count' },
  { id: 'machines', header: say('customization.machines'), width: 260, isFlexible: true, cell: names, sortValue: names, filterText: names },
];
