import { Alert } from '../../ui/Alert.tsx';
import type { TaskResult } from '../../../shared/model/task.ts';
import type { DamagedBlock } from '../../../shared/model/storage.ts';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { andMore } from './listOf.ts';

export type ScrubOutcome = Extract<TaskResult, { kind: 'scrub' }>;

/** What a scrub found: how much was read, which blocks are damaged, and whose they are; and what became of the array's own records. */
export function ScrubResult({ result }: { result: ScrubOutcome }) {
  return (
    <>
      <DamagedBlocks result={result} />
      {result.unmended.length === 0 ? null : (
        <Alert tone="danger" isLive>
          {say('parts.recordsLost', { records: result.unmended.join(' ') })}
        </Alert>
      )}
      {result.mended.length === 0 ? null : <Alert tone="info">{result.mended.join(' ')}</Alert>}
    </>
  );
}

function DamagedBlocks({ result }: { result: ScrubOutcome }) {
  const lost = result.damagedCount - result.repairedCount;
  const names = affectedNames(result.damaged.filter((block) => !block.isRepaired));
  if (result.damagedCount === 0) {
    return (
      <Alert tone="success" isLive>
        {say('parts.scrubNoDamage', { read: formatBytes(result.scannedBytes) })}
      </Alert>
    );
  }
  const rest = result.damagedCount - result.damaged.length;
  return (
    <>
      {lost === 0 ? (
        <Alert tone="success" isLive>
          {say('parts.blocksRepaired', { count: result.damagedCount })}
        </Alert>
      ) : (
        <Alert tone="danger" isLive>
          {names.length === 0 ? say('parts.blocksLost', { count: lost }) : say('parts.blocksLostOf', { count: lost, names: names.join(', ') })}
        </Alert>
      )}
      <div className="app-scroll-table" tabIndex={0} role="region" aria-label={say('parts.damagedBlocks')}>
        <table className="app-table">
          <caption>
            {say('parts.scrubSummary', { read: formatBytes(result.scannedBytes), damaged: formatCount(result.damagedCount), repaired: formatCount(result.repairedCount) })}
          </caption>
          <thead>
            <tr>
              <th scope="col">{say('parts.affected')}</th>
              <th scope="col">{say('common.disk')}</th>
              <th scope="col">{say('common.volume')}</th>
              <th scope="col">{say('common.state')}</th>
              <th scope="col" className="is-end">
                {say('common.offset')}
              </th>
            </tr>
          </thead>
          <tbody>
            {result.damaged.map((block, index) => (
              // Two damaged blocks may have the same holders at the same place, in different states of a disk.
              // oxlint-disable-next-line react/no-array-index-key
              <DamagedRow key={index} block={block} />
            ))}
          </tbody>
        </table>
        {rest > 0 ? <p className="app-note">{say('common.andMore', { count: rest })}</p> : null}
      </div>
    </>
  );
}

function DamagedRow({ block }: { block: DamagedBlock }) {
  const first = block.holders[0];
  const name = first?.vmName ?? (first === undefined ? say('parts.nothingInUse') : say('parts.fileOfNoMachine'));
  const holder = first?.snapshotName == null ? name : say('parts.holderInSnapshot', { holder: name, snapshot: first.snapshotName });
  return (
    <tr>
      <td>{andMore([holder], block.holderCount - 1)}</td>
      <td>{first?.disk ?? ''}</td>
      <td>{first?.volumeName ?? ''}</td>
      <td>{block.isRepaired ? say('parts.repaired') : say('parts.damaged')}</td>
      <td className="is-end">
        <code>{first === undefined ? '' : formatCount(first.offsetBytes)}</code>
      </td>
    </tr>
  );
}

/** The machines that hold one of the blocks, each once. */
export function affectedNames(damaged: readonly DamagedBlock[]): string[] {
  return [...new Set(damaged.flatMap((block) => block.holders.flatMap(({ vmName }) => vmName ?? [])))];
}
