import type { ReactNode } from 'react';
import { say } from '../strings/say.ts';
import type { MenuEntry } from './actions.ts';
import { Icon } from './Icon.tsx';
import type { IconName, IconTone } from './Icon.tsx';
import { MenuButton } from './MenuButton.tsx';
import { Tabs } from './Tabs.tsx';
import type { TabItem } from './Tabs.tsx';

export interface ObjectHeaderProps {
  icon: IconName;
  iconTone?: IconTone;
  title: string;
  /** Small facts beside the title, such as a state. */
  aside?: ReactNode;
  actions?: readonly MenuEntry[];
  /** With tabs, `children` is the content of the selected one. */
  tabs?: readonly TabItem[];
  selectedTabId?: string;
  onSelectTab?: (id: string) => void;
  children: ReactNode;
}

/** Title line with its actions, tabs under it, and the content of the selected tab filling the rest. */
export function ObjectHeader({
  icon, iconTone = 'accent', title, aside, actions = [], tabs, selectedTabId, onSelectTab, children,
}: ObjectHeaderProps) {
  return (
    <div className="ui-object">
      <div className="ui-object-head">
        <Icon name={icon} sizePx={22} tone={iconTone} />
        <h1 className="ui-object-title" title={title}>
          {title}
        </h1>
        {actions.length === 0 ? null : (
          <div className="ui-object-actions">
            <MenuButton label={say('ui.actions')} icon="more" items={actions} menuLabel={say('ui.actionsFor', { object: title })} />
          </div>
        )}
        {aside === undefined ? null : <div className="ui-object-aside">{aside}</div>}
      </div>
      {tabs === undefined || selectedTabId === undefined ? (
        <div className="ui-object-body">{children}</div>
      ) : (
        <Tabs aria-label={say('ui.viewsOf', { object: title })} tabs={tabs} selectedId={selectedTabId} onSelect={(id) => onSelectTab?.(id)}>
          {children}
        </Tabs>
      )}
    </div>
  );
}
