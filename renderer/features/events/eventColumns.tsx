/** Columns of the list of events. */
import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import type { IconName, IconTone } from '../../ui/Icon.tsx';
import { Link } from '../../ui/Link.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import { openDialog } from '../../stores/dialogs.ts';
import type { EventSeverity, YardEvent } from '../../../shared/model/event.ts';
import { say } from '../../strings/say.ts';
import { DateTime } from '../parts/DateTime.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';

const severityLooks: Record<EventSeverity, { icon: IconName; tone: IconTone; word: string }> = {
  info: { icon: 'info', tone: 'muted', word: say('events.information') },
  warning: { icon: 'warning', tone: 'warning', word: say('common.warning') },
  error: { icon: 'error', tone: 'danger', word: say('events.error') },
};

export const eventColumns: readonly DataGridColumn<YardEvent>[] = [
  { id: 'at', header: say('common.dateAndTime'), width: 165, cell: (event) => <DateTime timeMs={event.atMs} />, sortValue: (event) => event.atMs, unit: 'time' },
  {
    id: 'severity',
    header: say('events.severity'),
    width: 115,
    cell: ({ severity }) => (
      <StatusText icon={severityLooks[severity].icon} tone={severityLooks[severity].tone}>
        {severityLooks[severity].word}
      </StatusText>
    ),
    sortValue: ({ severity }) => ['info', 'warning', 'error'].indexOf(severity),
    filterText: ({ severity }) => severityLooks[severity].word,
  },
  { id: 'message', header: say('common.description'), width: 320, isFlexible: true, cell: ({ message }) => <span title={message}>{message}</span>, sortValue: ({ message }) => message, filterText: ({ message }) => message },
  {
    id: 'target',
    header: say('events.object'),
    width: 140,
    cell: ({ target }) => (target.id === null ? target.name : <ObjectLink id={target.id} name={target.name} />),
    sortValue: ({ target }) => target.name,
    filterText: ({ target }) => target.name,
  },
  { id: 'initiator', header: say('events.initiator'), width: 105, cell: ({ initiator }) => initiator, sortValue: ({ initiator }) => initiator, filterText: ({ initiator }) => initiator },
  {
    id: 'task',
    header: say('events.task'),
    width: 75,
    cell: ({ chainId }) => (chainId === null ? null : <Link onPress={() => openDialog({ type: 'taskDetail', taskId: chainId })}>{chainId}</Link>),
    sortValue: ({ chainId }) => chainId ?? '',
    filterText: ({ chainId }) => chainId ?? '',
  },
  { id: 'type', header: say('common.type'), width: 175, cell: ({ type }) => type, sortValue: ({ type }) => type, filterText: ({ type }) => type },
];
