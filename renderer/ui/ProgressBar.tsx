import { Label, ProgressBar as AriaProgressBar } from 'react-aria-components';

export interface ProgressBarProps {
  /** Accessible name; shown above the bar only when `isLabelVisible`. */
  label: string;
  isLabelVisible?: boolean;
  /** 0 to 100; leave out while the length of the work is unknown. */
  value?: number | undefined;
  /** Replaces "64%" beside the bar, for example "12 of 100". */
  valueText?: string | undefined;
  tone?: 'accent' | 'success' | 'danger' | 'warning';
}

export function ProgressBar({ label, isLabelVisible = false, value, valueText, tone = 'accent' }: ProgressBarProps) {
  const isIndeterminate = value === undefined;
  const percent = value === undefined ? 0 : Math.min(100, Math.max(0, value));
  const text = valueText ?? (isIndeterminate ? '' : `${Math.floor(percent)}%`);
  return (
    <AriaProgressBar
      className={`ui-progress ui-progress-${tone}`}
      value={percent}
      isIndeterminate={isIndeterminate}
      {...(text === '' ? {} : { valueLabel: text })}
      {...(isLabelVisible ? {} : { 'aria-label': label })}
    >
      {isLabelVisible ? <Label className="ui-progress-label">{label}</Label> : null}
      <span className="ui-progress-line">
        <span className="ui-progress-track">
          <span
            className={isIndeterminate ? 'ui-progress-fill is-indeterminate' : 'ui-progress-fill'}
            style={isIndeterminate ? {} : { width: `${percent}%` }}
          />
        </span>
        {text === '' ? null : <span className="ui-progress-value">{text}</span>}
      </span>
    </AriaProgressBar>
  );
}
