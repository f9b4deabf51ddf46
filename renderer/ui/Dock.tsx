import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { Badge } from './Badge.tsx';
import { DockToolsContext } from './dockTools.ts';
import { IconButton } from './IconButton.tsx';
import { Resizer } from './Resizer.tsx';
import { clampSize } from './resizing.ts';

export interface DockTab {
  id: string;
  label: string;
  badge?: string | undefined;
  content: ReactNode;
}

export interface DockProps {
  /** Names the region, "Recent tasks", and what can be done with it. */
  labels: { region: string; show: string; hide: string; resize: string };
  tabs: readonly DockTab[];
  selectedId: string;
  onSelect: (id: string) => void;
  isCollapsed: boolean;
  onCollapsedChange: (isCollapsed: boolean) => void;
  defaultHeightPx?: number;
  /** Called when the user has finished changing the height, for persisting. */
  onHeightChange?: (heightPx: number) => void;
}

const minHeightPx = 96;
const maxHeightPx = 640;

/** The panel along the lower edge: tabs in a bar that stays, content that can be folded away. */
export function Dock({
  labels, tabs, selectedId, onSelect, isCollapsed, onCollapsedChange, defaultHeightPx = 190, onHeightChange,
}: DockProps) {
  const panelId = useId();
  const [heightPx, setHeightPx] = useState(clampSize(defaultHeightPx, minHeightPx, maxHeightPx));
  const [tools, setTools] = useState<HTMLElement | null>(null);
  const selected = tabs.find((tab) => tab.id === selectedId);
  return (
    <section className={isCollapsed ? 'ui-dock is-collapsed' : 'ui-dock'} aria-label={labels.region} id={panelId} style={isCollapsed ? {} : { height: heightPx }}>
      {isCollapsed ? null : (
        <Resizer
          aria-label={labels.resize}
          controls={panelId}
          orientation="horizontal"
          valuePx={heightPx}
          minPx={minHeightPx}
          maxPx={maxHeightPx}
          isReversed
          onChange={setHeightPx}
          {...(onHeightChange === undefined ? {} : { onCommit: onHeightChange })}
        />
      )}
      <Tabs
        className="ui-dock-tabs"
        selectedKey={selectedId}
        onSelectionChange={(key) => {
          onSelect(String(key));
        }}
      >
        <div className="ui-dock-bar">
          <IconButton
            icon="chevron"
            aria-label={isCollapsed ? labels.show : labels.hide}
            isExpanded={!isCollapsed}
            className={isCollapsed ? 'ui-dock-toggle' : 'ui-dock-toggle is-open'}
            onPress={() => onCollapsedChange(!isCollapsed)}
          />
          <TabList className="ui-dock-tab-list" aria-label={labels.region}>
            {tabs.map((tab) => (
              <Tab key={tab.id} id={tab.id} className="ui-dock-tab" onPress={() => onCollapsedChange(false)}>
                {tab.label}
                {tab.badge === undefined ? null : <Badge>{tab.badge}</Badge>}
              </Tab>
            ))}
          </TabList>
          {isCollapsed ? null : <div ref={setTools} className="ui-dock-tools" />}
        </div>
        <TabPanel key={selectedId} id={selectedId} className="ui-dock-panel">
          <DockToolsContext value={tools}>{isCollapsed ? null : selected?.content}</DockToolsContext>
        </TabPanel>
      </Tabs>
    </section>
  );
}
