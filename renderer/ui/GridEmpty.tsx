import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { EmptyState } from './EmptyState.tsx';

export interface GridEmptyProps {
  /** There are rows, but the filter hides them all. */
  isFiltered: boolean;
  filter: string;
  itemNames: readonly [string, string];
  emptyState: ReactNode;
  onClearFilter: () => void;
}

export function GridEmpty({ isFiltered, filter, itemNames, emptyState, onClearFilter }: GridEmptyProps) {
  return (
    <div className="ui-grid-empty">
      {isFiltered ? (
        <EmptyState
          icon="search"
          title={`No ${itemNames[1]} match “${filter}”`}
          actions={<Button onPress={onClearFilter}>Clear filter</Button>}
        />
      ) : (
        emptyState ?? <EmptyState icon="info" title={`No ${itemNames[1]}`} />
      )}
    </div>
  );
}
