import type { ReactNode } from 'react';
import { say } from '../strings/say.ts';
import { Button } from './Button.tsx';
import type { ItemNames } from './counts.ts';
import { EmptyState } from './EmptyState.tsx';

export interface GridEmptyProps {
  /** There are rows, but the filter hides them all. */
  isFiltered: boolean;
  filter: string;
  itemNames: ItemNames;
  emptyState: ReactNode;
  onClearFilter: () => void;
}

export function GridEmpty({ isFiltered, filter, itemNames, emptyState, onClearFilter }: GridEmptyProps) {
  return (
    <div className="ui-grid-empty">
      {isFiltered ? (
        <EmptyState
          icon="search"
          title={itemNames.noneMatches(filter)}
          actions={<Button onPress={onClearFilter}>{say('ui.clearFilter')}</Button>}
        />
      ) : (
        emptyState ?? <EmptyState icon="info" title={itemNames.none} />
      )}
    </div>
  );
}
