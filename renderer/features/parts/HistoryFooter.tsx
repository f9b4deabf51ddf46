import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { Kept } from '../../../shared/contract/events.ts';
import { formatCount } from '../../../shared/units.ts';

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
      {hasMore ? <Button onPress={onMore}>Show older</Button> : null}
      {isLoading ? <Spinner label={`Loading ${what}`} sizePx={14} /> : null}
      {kept === undefined ? null : (
        <span className="app-note">
          {formatCount(kept.count)} {what} are kept
          {kept.oldestAtMs === null ? '' : ` since ${new Date(kept.oldestAtMs).toLocaleString()}`}; at most {formatCount(kept.bound.count)}, for {kept.bound.days} days.
        </span>
      )}
    </div>
  );
}
