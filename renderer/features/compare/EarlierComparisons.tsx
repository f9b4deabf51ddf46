import { Card } from '../../ui/Card.tsx';
import { Link } from '../../ui/Link.tsx';
import type { TaskId } from '../../../shared/ids.ts';
import { mechanismWords } from '../../../shared/offloadWords.ts';
import { formatCount, formatDuration } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';
import type { Finished } from './compareDraft.ts';

export interface EarlierComparisonsProps {
  finished: readonly Finished[];
  shownId: TaskId | null;
  onShow: (taskId: TaskId) => void;
}

/** Comparisons that the yard still knows, the newest first. */
export function EarlierComparisons({ finished, shownId, onShow }: EarlierComparisonsProps) {
  return (
    <Card title={say('compare.comparisonsSoFar')}>
      <div className="app-compare-scroll" tabIndex={0} role="group" aria-label={say('compare.listOfComparisons')}>
        <table className="app-table app-compare-list">
          <thead>
            <tr>
              <th scope="col">{say('common.source')}</th>
              <th scope="col" className="is-end">{say('common.clones')}</th>
              <th scope="col" className="is-end">{say('compare.throughTheHost')}</th>
              <th scope="col" className="is-end">{say('compare.offloaded')}</th>
              <th scope="col">{say('compare.way')}</th>
              <th scope="col">{say('common.when')}</th>
            </tr>
          </thead>
          <tbody>
            {finished.map(({ task, comparison }) => (
              <tr key={task.id} {...(task.id === shownId ? { 'aria-current': true } : {})}>
                <td>
                  <Link onPress={() => onShow(task.id)}>{comparison.sourceName}</Link>
                </td>
                <td className="is-end">{formatCount(comparison.spec.count)}</td>
                <td className="is-end">{formatDuration(comparison.host.elapsedMs)}</td>
                <td className="is-end">{formatDuration(comparison.offload.elapsedMs)}</td>
                <td>{mechanismWords[comparison.offload.mechanism]}</td>
                <td>
                  <Ago timeMs={comparison.atMs} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
