import { say } from '../strings/say.ts';
import type { TimeMark } from './timeTypes.ts';
import { clockText } from './timePlot.ts';

export interface TimeMarksProps {
  /** What the marks are: the accessible name of the list. */
  label: string;
  marks: readonly TimeMark[];
  /** The mark under the pointer or with the focus, or null. */
  onHighlight: (id: string | null) => void;
  onPress: (id: string) => void;
}

/** The marks of a chart as buttons: pointing at one or focusing it shows it in the chart. */
export function TimeMarks({ label, marks, onHighlight, onPress }: TimeMarksProps) {
  return (
    <ul className="ui-time-marks" aria-label={label}>
      {marks.map(({ id, label: name, fromMs, toMs }) => (
        <li key={id}>
          <button
            type="button"
            className="ui-time-mark"
            onPointerEnter={() => onHighlight(id)}
            onPointerLeave={() => onHighlight(null)}
            onFocus={() => onHighlight(id)}
            onBlur={() => onHighlight(null)}
            onClick={() => onPress(id)}
          >
            <span className="ui-time-mark-name">{name}</span>
            <span className="ui-time-mark-when">
              {say('ui.timeSpan', { from: clockText(fromMs, 0), to: clockText(toMs, 0) })}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
