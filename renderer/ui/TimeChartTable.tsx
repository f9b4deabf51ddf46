import { say } from '../strings/say.ts';
import { momentText } from './timePlot.ts';
import type { TimeSeries } from './timeTypes.ts';

export interface TimeChartTableProps {
  label: string;
  timesMs: readonly number[];
  series: readonly TimeSeries[];
  formatValue: (value: number) => string;
  /** How long the time is that is shown. */
  lengthMs: number;
}

/** The figures of a chart, newest first; times at which nothing is known are left out. */
export function TimeChartTable({ label, timesMs, series, formatValue, lengthMs }: TimeChartTableProps) {
  const rows = timesMs.flatMap((timeMs, index) => (series.every(({ values }) => (values[index] ?? null) === null) ? [] : [{ timeMs, index }])).toReversed();
  if (rows.length === 0) return <p className="ui-time-summary">{say('ui.nothingKnownOfThisTime')}</p>;
  return (
    // Scrollable content has to be within reach of the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="ui-time-scroll" role="group" aria-label={say('ui.tableOfChart', { chart: label })} tabIndex={0}>
      <table className="ui-time-table">
        <thead>
          <tr>
            <th scope="col">{say('ui.until')}</th>
            {series.map(({ label: name }) => (
              <th key={name} scope="col" className="is-end">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ timeMs, index }) => (
            <tr key={timeMs}>
              <th scope="row">{momentText(timeMs, lengthMs)}</th>
              {series.map(({ label: name, values }) => {
                const value = values[index] ?? null;
                return (
                  <td key={name} className="is-end">
                    {value === null ? '–' : formatValue(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
