import { useEffect, useRef, useState } from 'react';
import { say } from '../strings/say.ts';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';
import { IconButton } from './IconButton.tsx';
import { Link } from './Link.tsx';

export type ToastTone = 'info' | 'success' | 'warning' | 'danger';

export interface ToastItem {
  id: string;
  tone: ToastTone;
  title: string;
  text?: string;
  action?: { label: string; onAction: () => void };
}

export interface ToastRegionProps {
  toasts: readonly ToastItem[];
  onDismiss: (id: string) => void;
}

const shownForMs = 7_000;
const toneIcons: Record<ToastTone, IconName> = { info: 'info', success: 'check', warning: 'warning', danger: 'error' };

/** Short notices in the corner, read out politely. Errors and notices with an action stay until dismissed. */
export function ToastRegion({ toasts, onDismiss }: ToastRegionProps) {
  return (
    <section className="ui-toasts" aria-label={say('ui.notifications')}>
      <div role="status" aria-live="polite" aria-relevant="additions">
        {toasts.map((toast) => (
          <Toast key={toast.id} toast={toast} onDismiss={onDismiss} />
        ))}
      </div>
    </section>
  );
}

interface ToastProps {
  toast: ToastItem;
  onDismiss: (id: string) => void;
}

export function Toast({ toast, onDismiss }: ToastProps) {
  const [isHeld, setHeld] = useState(false);
  const dismiss = useRef(onDismiss);
  useEffect(() => {
    dismiss.current = onDismiss;
  }, [onDismiss]);
  const isLasting = toast.tone === 'danger' || toast.action !== undefined;
  useEffect(() => {
    if (isHeld || isLasting) return;
    const timer = setTimeout(() => dismiss.current(toast.id), shownForMs);
    return () => clearTimeout(timer);
  }, [isHeld, isLasting, toast.id]);
  return (
    <div
      className={`ui-toast ui-toast-${toast.tone}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={toneIcons[toast.tone]} className="ui-toast-icon" />
      <div className="ui-toast-texts">
        <p className="ui-toast-title">{toast.title}</p>
        {toast.text === undefined ? null : <p>{toast.text}</p>}
        {toast.action === undefined ? null : <Link onPress={toast.action.onAction}>{toast.action.label}</Link>}
      </div>
      <IconButton icon="close" aria-label={say('ui.dismissNotice', { notice: toast.title })} onPress={() => onDismiss(toast.id)} />
    </div>
  );
}
