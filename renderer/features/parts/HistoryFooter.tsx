import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { Kept } from '../../../shared/contract/events.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { exactTime } from './RelativeTime.tsx';

export interface HistoryFooterProps {
  what: 'events' | 'tasks';
  kept: Kept | undefined;
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
}

/** How far a history goes back, and the way to see more of it. */
export function HistoryFooter({ what, kept, hasMore, isLoading, onMore }: HistoryFooterProps) {
  return (
    <div className="app-toolbar">
      {hasMore ? <Button onPress={onMore}>{say('parts.showOlder')}</Button> : null}
      {isLoading ? <Spinner label={what === 'events' ? say('parts.loadingEvents') : say('parts.loadingTasks')} sizePx={14} /> : null}
      {kept === undefined ? null : (
        <span className="app-note">
          {keptWords[what](kept)}
        </span>
      )}
    </div>
  );
}

const keptWords: Record<HistoryFooterProps['what'], (kept: Kept) => string> = {
  events: ({ count, oldestAtMs, bound }) => {
    const most = formatCount(bound.count);
    return oldestAtMs === null
      ? say('parts.eventsKept', { count, most, days: bound.days })
      : say('parts.eventsKeptSince', { count, since: exactTime(oldestAtMs), most, days: bound.days });
  },
  tasks: ({ count, oldestAtMs, bound }) => {
    const most = formatCount(bound.count);
    return oldestAtMs === null
      ? say('parts.tasksKept', { count, most, days: bound.days })
      : say('parts.tasksKeptSince', { count, since: exactTime(oldestAtMs), most, days: bound.days });
  },
};
