/** How the colours of alarms look, and what they are called. */
import type { IconName, IconTone } from '../../ui/Icon.tsx';

export const alarmLooks = {
  yellow: { icon: 'warning', tone: 'warning', label: 'Alarm: warning', word: 'Warning' },
  red: { icon: 'error', tone: 'danger', label: 'Alarm: alert', word: 'Alert' },
} as const satisfies Record<'yellow' | 'red', { icon: IconName; tone: IconTone; label: string; word: string }>;
