import type { IconName } from './iconPaths.ts';

/** One entry of a menu, a toolbar or a context menu: the same list serves all three. */
export interface ActionItem {
  id: string;
  label: string;
  icon?: IconName;
  /** When present the entry stays visible and focusable, does nothing, and tells this reason. */
  disabledReason?: string | undefined;
  isDestructive?: boolean;
  separatorBefore?: boolean;
  /** For a choice among the entries: whether this one holds. */
  isChosen?: boolean;
  onAction: () => void;
}

/** An entry of a menu that opens a menu of its own, beside it. There is one level of them, never two. */
export interface SubmenuItem {
  id: string;
  label: string;
  icon?: IconName;
  separatorBefore?: boolean;
  items: readonly ActionItem[];
}

export type MenuEntry = ActionItem | SubmenuItem;

export function isSubmenu(entry: MenuEntry): entry is SubmenuItem {
  return 'items' in entry;
}
