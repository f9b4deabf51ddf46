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
  return (
    <AriaTabs className="ui-tabs" selectedKey={selectedId} onSelectionChange={(key) => onSelect(String(key))}>
      <TabList className="ui-tab-list" aria-label={ariaLabel}>
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
