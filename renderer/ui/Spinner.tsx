export interface SpinnerProps {
  /** What is being waited for, read out by assistive technology. */
  label: string;
  sizePx?: number;
}

export function Spinner({ label, sizePx = 20 }: SpinnerProps) {
  return (
    <svg className="ui-spinner" role="img" aria-label={label} width={sizePx} height={sizePx} viewBox="0 0 20 20">
      <circle className="ui-spinner-track" cx="10" cy="10" r="8" />
      <path className="ui-spinner-arc" d="M10 2a8 8 0 0 1 8 8" />
    </svg>
  );
}
