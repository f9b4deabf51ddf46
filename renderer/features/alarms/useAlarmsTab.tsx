import type { DockTab } from '../../ui/Dock.tsx';
import { useAlarms } from '../../stores/alarms.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { AlarmList } from './AlarmList.tsx';

/** Triggered alarms of the whole yard, for the panel along the lower edge. */
export function useAlarmsTab(): DockTab {
  const count = useAlarms((state) => state.triggered.length);
  return { id: 'alarms', label: say('alarms.alarms'), badge: count === 0 ? undefined : formatCount(count), content: <AlarmList aria-label={say('alarms.triggeredAlarms')} ids={null} isBare /> };
}
