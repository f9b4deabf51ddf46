import type { ReactNode } from 'react';
import { say } from '../strings/say.ts';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';
import { IconButton } from './IconButton.tsx';
import { Link } from './Link.tsx';

export type AlertTone = 'info' | 'warning' | 'danger' | 'success';

export interface AlertProps {
  tone: AlertTone;
  children: ReactNode;
  /** A link at the right end. */
  action?: { label: string; onAction: () => void };
  onDismiss?: () => void;
  /** True when it appears in answer to what the user did, so that it is read out. */
  isLive?: boolean;
}

const toneIcons: Record<AlertTone, IconName> = { info: 'info', warning: 'warning', danger: 'error', success: 'check' };
const toneNames: Record<AlertTone, string> = { info: say('ui.information'), warning: say('ui.warning'), danger: say('ui.error'), success: say('ui.success') };

export function Alert({ tone, children, action, onDismiss, isLive = false }: AlertProps) {
  return (
    <div className={`ui-alert ui-alert-${tone}`} {...(isLive ? { role: tone === 'danger' ? 'alert' : 'status' } : {})}>
      <Icon name={toneIcons[tone]} label={toneNames[tone]} className="ui-alert-icon" />
      <div className="ui-alert-text">{children}</div>
      {action === undefined ? null : <Link onPress={action.onAction}>{action.label}</Link>}
      {onDismiss === undefined ? null : <IconButton icon="close" aria-label={say('ui.dismiss')} onPress={onDismiss} />}
    </div>
  );
}
