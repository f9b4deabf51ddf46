import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { Kept } from '../../../shared/contract/events.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';

export interface HistoryFooterProps {
  /** "events", "tasks". */
  what: string;
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
      {isLoading ? <Spinner label={say('parts.loading2', { what })} sizePx={14} /> : null}
      {kept === undefined ? null : (
        <span className="app-note">
          {say('parts.areKeptAtMostFor', { number: formatCount(kept.count), what, part: kept.oldestAtMs === null ? '' : say('parts.since', { value: new Date(kept.oldestAtMs).toLocaleString() }), number2: formatCount(kept.bound.count), days: kept.bound.days })}
        </span>
      )}
    </div>
  );
}
