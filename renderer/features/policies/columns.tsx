/** Columns of the list of storage policies. */
import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { NameCell } from '../parts/NameCell.tsx';
import type { PolicyRow } from './policyRows.ts';

const fittingWords = ({ compatibleCount, datastoreCount }: PolicyRow): string => say('policies.compatibleOfAll', { compatible: compatibleCount, all: datastoreCount });

export const policyColumns: readonly DataGridColumn<PolicyRow>[] = [
  { id: 'name', header: say('common.name'), width: 200, canHide: false, cell: ({ name }) => <NameCell icon="tasks" tone="accent" name={name} />, sortValue: ({ name }) => name, filterText: ({ name }) => name },
  { id: 'rules', header: say('policies.rules'), width: 300, isFlexible: true, cell: ({ rules }) => <span title={rules}>{rules}</span>, sortValue: ({ rules }) => rules, filterText: ({ rules }) => rules },
  { id: 'datastores', header: say('policies.compatibleDatastores'), width: 170, cell: fittingWords, sortValue: ({ compatibleCount }) => compatibleCount, unit: 'count' },
  { id: 'machines', header: say('policies.machines'), width: 96, align: 'end', cell: ({ vmCount }) => formatCount(vmCount), sortValue: ({ vmCount }) => vmCount, unit: 'count' },
  {
    id: 'nonCompliant',
    header: say('policies.notCompliant'),
    width: 120,
    align: 'end',
    cell: ({ nonCompliantCount }) =>
      nonCompliantCount === 0 ? (
        '0'
      ) : (
        <StatusText icon="warning" tone="warning">
          {formatCount(nonCompliantCount)}
        </StatusText>
      ),
    sortValue: ({ nonCompliantCount }) => nonCompliantCount,
    unit: 'count',
  },
  { id: 'description', header: say('common.description'), width: 280, cell: ({ description }) => <span title={description}>{description}</span>, sortValue: ({ description }) => description, filterText: ({ description }) => description },
];
