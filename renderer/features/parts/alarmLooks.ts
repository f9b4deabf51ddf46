/** How the colours of alarms look, and what they are called. */
import { say } from '../../strings/say.ts';
import type { IconName, IconTone } from '../../ui/Icon.tsx';

export const alarmLooks = {
  yellow: { icon: 'warning', tone: 'warning', label: say('parts.alarmWarning'), word: say('common.warning') },
  red: { icon: 'error', tone: 'danger', label: say('parts.alarmAlert'), word: say('parts.alert') },
} as const satisfies Record<'yellow' | 'red', { icon: IconName; tone: IconTone; label: string; word: string }>;
