import type { ReactNode } from 'react';
import { say } from '../strings/say.ts';
import { IconButton } from './IconButton.tsx';
import { SplitPane } from './SplitPane.tsx';

export interface AppFrameProps {
  brand: ReactNode;
  /** The way back and forward, beside the brand. */
  trail?: ReactNode;
  search?: ReactNode;
  /** Icon buttons at the right end of the header. */
  headerActions?: ReactNode;
  navigator: ReactNode;
  /** Names the left pane, "Inventory", and what can be done with it. */
  navigatorLabels: { pane: string; show: string; hide: string; resize: string };
  isNavigatorOpen: boolean;
  onNavigatorOpenChange: (isOpen: boolean) => void;
  navigatorWidthPx?: number;
  onNavigatorWidthChange?: (widthPx: number) => void;
  /** A line across the page, such as a lost connection. */
  banner?: ReactNode;
  dock?: ReactNode;
  children: ReactNode;
}

/** The page: dark header, navigator, main pane, dock. It fills the viewport and never scrolls itself. */
export function AppFrame({
  brand, trail, search, headerActions, navigator, navigatorLabels, isNavigatorOpen, onNavigatorOpenChange, navigatorWidthPx, onNavigatorWidthChange,
  banner, dock, children,
}: AppFrameProps) {
  return (
    <div className="ui-frame">
      <a className="ui-skip" href="#ui-main">
        {say('ui.skipToContent')}
      </a>
      <header className="ui-header">
        <IconButton
          icon="menu"
          aria-label={isNavigatorOpen ? navigatorLabels.hide : navigatorLabels.show}
          isExpanded={isNavigatorOpen}
          isOnHeader
          onPress={() => onNavigatorOpenChange(!isNavigatorOpen)}
        />
        <div className="ui-brand">{brand}</div>
        {trail === undefined ? null : <div className="ui-header-trail">{trail}</div>}
        {search === undefined ? null : (
          <div className="ui-header-search" role="search">
            {search}
          </div>
        )}
        <div className="ui-header-actions">{headerActions}</div>
      </header>
      {banner}
      <SplitPane
        resizerLabel={navigatorLabels.resize}
        isStartHidden={!isNavigatorOpen}
        {...(navigatorWidthPx === undefined ? {} : { defaultStartWidthPx: navigatorWidthPx })}
        {...(onNavigatorWidthChange === undefined ? {} : { onStartWidthChange: onNavigatorWidthChange })}
        navigationLabel={navigatorLabels.pane}
        start={navigator}
      >
        <main id="ui-main" className="ui-main" tabIndex={-1}>
          {children}
        </main>
      </SplitPane>
      {dock}
    </div>
  );
}
