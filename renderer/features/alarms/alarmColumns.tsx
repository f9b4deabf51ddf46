/** Columns of the lists of triggered alarms. */
import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { TriggeredAlarm } from '../../../shared/model/alarm.ts';
import { say } from '../../strings/say.ts';
import { alarmLooks } from '../parts/alarmLooks.ts';
import { DateTime } from '../parts/DateTime.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';

export const alarmColumns: readonly DataGridColumn<TriggeredAlarm>[] = [
  {
    id: 'level',
    header: say('alarms.severity'),
    width: 110,
    cell: ({ level }) => (
      <StatusText icon={alarmLooks[level].icon} tone={alarmLooks[level].tone}>
        {alarmLooks[level].word}
      </StatusText>
    ),
    sortValue: ({ level }) => (level === 'red' ? 2 : 1),
    filterText: ({ level }) => alarmLooks[level].word,
  },
  { id: 'alarm', header: say('alarms.alarm'), width: 200, cell: ({ alarmName }) => alarmName, sortValue: ({ alarmName }) => alarmName, filterText: ({ alarmName }) => alarmName },
  { id: 'target', header: say('alarms.objectHeader'), width: 140, cell: ({ target }) => <ObjectLink id={target.id} name={target.name} tab="monitor" />, sortValue: ({ target }) => target.name, filterText: ({ target }) => target.name },
  { id: 'text', header: say('alarms.foundHeader'), width: 180, isFlexible: true, cell: ({ text }) => <span title={text}>{text}</span>, sortValue: ({ text }) => text, filterText: ({ text }) => text },
  { id: 'since', header: say('alarms.sinceHeader'), width: 170, cell: ({ sinceMs }) => <DateTime timeMs={sinceMs} />, sortValue: ({ sinceMs }) => sinceMs, unit: 'time' },
  {
    id: 'acknowledged',
    header: say('alarms.acknowledged'),
    width: 230,
    cell: ({ acknowledged }) =>
      acknowledged === null ? (
        say('alarms.nobodyYet')
      ) : (
        <span>
          {acknowledged.by}, <DateTime timeMs={acknowledged.atMs} />
        </span>
      ),
    sortValue: ({ acknowledged }) => acknowledged?.atMs ?? 0,
    filterText: ({ acknowledged }) => acknowledged?.by ?? say('alarms.nobodyYet'),
    exportValue: ({ acknowledged }) => (acknowledged === null ? null : `${acknowledged.by}, ${new Date(acknowledged.atMs).toISOString()}`),
  },
];
