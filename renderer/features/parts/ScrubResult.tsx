import { Alert } from '../../ui/Alert.tsx';
import type { TaskResult } from '../../../shared/model/task.ts';
import type { DamagedBlock } from '../../../shared/model/storage.ts';
import { formatBytes, formatCount } from '../../../shared/units.ts';
import { countOf } from './objectLook.ts';

export type ScrubOutcome = Extract<TaskResult, { kind: 'scrub' }>;

/** What a scrub found: how much was read, which blocks are damaged, and whose they are; and what became of the array's own records. */
export function ScrubResult({ result }: { result: ScrubOutcome }) {
  return (
    <>
      <DamagedBlocks result={result} />
      {result.unmended.length === 0 ? null : (
        <Alert tone="danger" isLive>
          Records of the array are damaged and could not be rebuilt: {result.unmended.join(' ')} Back up the machines, and run a deep check.
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
        {formatBytes(result.scannedBytes)} read, and every block matches its checksum.
      </Alert>
    );
  }
  const rest = result.damagedCount - result.damaged.length;
  return (
    <>
      {lost === 0 ? (
        <Alert tone="success" isLive>
          {countOf(result.damagedCount, 'damaged block was', 'damaged blocks were')} found and repaired from intact twins. Nothing is lost.
        </Alert>
      ) : (
        <Alert tone="danger" isLive>
          {countOf(lost, 'block is', 'blocks are')} damaged and {lost === 1 ? 'has' : 'have'} no intact twin.
          {names.length === 0 ? '' : ` Affected: ${names.join(', ')}.`} {lost === 1 ? 'Reading it fails; restore it' : 'Reading them fails; restore them'} from a snapshot or a copy.
        </Alert>
      )}
      <div className="app-scroll-table" tabIndex={0} role="region" aria-label="Damaged blocks">
        <table className="app-table">
          <caption>
            {formatBytes(result.scannedBytes)} read, {formatCount(result.damagedCount)} damaged, {formatCount(result.repairedCount)} repaired
          </caption>
          <thead>
            <tr>
              <th scope="col">Affected</th>
              <th scope="col">Disk</th>
              <th scope="col">Volume</th>
              <th scope="col">State</th>
              <th scope="col" className="is-end">
                Offset
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
        {rest > 0 ? <p className="app-note">and {countOf(rest, 'more', 'more')}</p> : null}
      </div>
    </>
  );
}

function DamagedRow({ block }: { block: DamagedBlock }) {
  const first = block.holders[0];
  const more = block.holderCount - 1;
  const name = first?.vmName ?? (first === undefined ? 'Nothing in use' : 'A file that belongs to no machine');
  return (
    <tr>
      <td>
        {name}
        {first?.snapshotName == null ? '' : `, snapshot ${first.snapshotName}`}
        {more > 0 ? ` and ${countOf(more, 'more', 'more')}` : ''}
      </td>
      <td>{first?.disk ?? ''}</td>
      <td>{first?.volumeName ?? ''}</td>
      <td>{block.isRepaired ? 'Repaired' : 'Damaged'}</td>
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
