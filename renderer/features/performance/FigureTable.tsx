import { hasTotal, performanceCounters, type CounterSeries } from '../../../shared/model/performance.ts';
import { say } from '../../strings/say.ts';
import { figureText, totalText } from './figureWords.ts';

/** The figures of each line over the whole time. */
export function FigureTable({ label, series }: { label: string; series: readonly CounterSeries[] }) {
  const withTotal = series.some(({ counter }) => hasTotal(counter));
  const titles = [say('performance.latest'), say('performance.minimum'), say('performance.average'), say('performance.maximum'), ...(withTotal ? [say('performance.total')] : [])];
  return (
    <div className="app-wide-table">
      <table className="app-table app-counters" aria-label={say('performance.figuresOf', { chart: label })}>
        <thead>
          <tr>
            <th scope="col">{say('performance.counter')}</th>
            {titles.map((title) => (
              <th key={title} scope="col" className="is-end">
                {title}
              </th>
            ))}
            <th scope="col" className="is-text">
              {say('performance.meaning')}
            </th>
          </tr>
        </thead>
        <tbody>
          {series.map(({ counter, summary }) => {
            const { label: name, unit, description } = performanceCounters[counter];
            return (
              <tr key={counter}>
                <th scope="row">{name}</th>
                {[summary.latest, summary.minimum, summary.average, summary.maximum].map((value, index) => (
                  <td key={titles[index]} className="is-end" title={value === null ? undefined : String(value)}>
                    {figureText(unit, value)}
                  </td>
                ))}
                {withTotal ? <td className="is-end">{totalText(unit, summary.total)}</td> : null}
                <td className="is-text">{description}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
