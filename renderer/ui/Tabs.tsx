import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import { Badge } from './Badge.tsx';

export interface TabItem {
  id: string;
  label: string;
  badge?: string | undefined;
}

export interface TabsProps {
  'aria-label': string;
  tabs: readonly TabItem[];
  selectedId: string;
  onSelect: (id: string) => void;
  /** The content of the selected tab. */
  children: ReactNode;
}

export function Tabs({ 'aria-label': ariaLabel, tabs, selectedId, onSelect, children }: TabsProps) {
  const listRef = useRef<HTMLDivElement>(null);
  // Where not all of them fit, the selected one is seen however it came to be selected.
  useEffect(() => {
    listRef.current?.querySelector('[role="tab"][aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selectedId]);
  return (
    <AriaTabs className="ui-tabs" selectedKey={selectedId} onSelectionChange={(key) => onSelect(String(key))}>
      <TabList
        ref={listRef}
        className="ui-tab-list"
        aria-label={ariaLabel}
        // The wheel of a plain mouse turns one way only.
        onWheel={({ deltaX, deltaY, currentTarget }) => {
          if (deltaX === 0) currentTarget.scrollLeft += deltaY;
        }}
      >
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className="ui-tab">
            {tab.label}
            {tab.badge === undefined ? null : <Badge>{tab.badge}</Badge>}
          </Tab>
        ))}
      </TabList>
      <TabPanel key={selectedId} id={selectedId} className="ui-tab-panel">
        {children}
      </TabPanel>
    </AriaTabs>
  );
}
