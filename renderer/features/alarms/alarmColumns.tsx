/** Columns of the lists of triggered alarms. */
import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { TriggeredAlarm } from '../../../shared/model/alarm.ts';
import { alarmLooks } from '../parts/alarmLooks.ts';
import { DateTime } from '../parts/DateTime.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';

export const alarmColumns: readonly DataGridColumn<TriggeredAlarm>[] = [
  {
    id: 'level',
    header: 'Severity',
    width: 110,
    cell: ({ level }) => (
      <StatusText icon={alarmLooks[level].icon} tone={alarmLooks[level].tone}>
        {alarmLooks[level].word}
      </StatusText>
    ),
    sortValue: ({ level }) => (level === 'red' ? 2 : 1),
    filterText: ({ level }) => alarmLooks[level].word,
  },
  { id: 'alarm', header: 'Alarm', width: 220, cell: ({ alarmName }) => alarmName, sortValue: ({ alarmName }) => alarmName, filterText: ({ alarmName }) => alarmName },
  { id: 'target', header: 'Object', width: 160, cell: ({ target }) => <ObjectLink id={target.id} name={target.name} tab="monitor" />, sortValue: ({ target }) => target.name, filterText: ({ target }) => target.name },
  { id: 'text', header: 'Found', width: 240, isFlexible: true, cell: ({ text }) => <span title={text}>{text}</span>, sortValue: ({ text }) => text, filterText: ({ text }) => text },
  { id: 'since', header: 'Since', width: 170, cell: ({ sinceMs }) => <DateTime timeMs={sinceMs} />, sortValue: ({ sinceMs }) => sinceMs, unit: 'time' },
  {
    id: 'acknowledgedBy',
    header: 'Acknowledged by',
    width: 140,
    cell: ({ acknowledged }) => acknowledged?.by ?? 'Nobody yet',
    sortValue: ({ acknowledged }) => acknowledged?.by ?? '',
    filterText: ({ acknowledged }) => acknowledged?.by ?? '',
  },
  { id: 'acknowledgedAt', header: 'Acknowledged', width: 170, cell: ({ acknowledged }) => <DateTime timeMs={acknowledged?.atMs ?? null} />, sortValue: ({ acknowledged }) => acknowledged?.atMs ?? 0, unit: 'time' },
];
