import { Alert } from '../../ui/Alert.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import type { CheckReport } from '../../../shared/model/system.ts';
import { formatCount, formatDuration } from '../../../shared/units.ts';

const shownCount = 50;

/** What the array checker found, and what it mended. */
export function CheckVerdict({ report }: { report: CheckReport }) {
  const { checked, problems, repaired } = report;
  return (
    <>
      {report.ok ? (
        <Alert tone="success" isLive>
          The array is sound. {repaired.length === 0 ? 'No problem was found.' : 'What was wrong has been repaired.'}
        </Alert>
      ) : (
        <Alert tone="danger" isLive>
          {problems.length === 1 ? 'One problem was found.' : `${formatCount(problems.length)} problems were found.`}
        </Alert>
      )}
      <Sentences items={problems} />
      {repaired.length === 0 ? null : (
        <>
          <h3>Repaired</h3>
          <Sentences items={repaired} />
        </>
      )}
      <KeyValueList
        items={[
          { label: 'Depth', value: report.isDeep ? 'Deep: every stored block was read' : 'Maps, counters and disks; stored blocks were not read' },
          { label: 'Disks', value: formatCount(checked.files) },
          { label: 'Virtual machines', value: formatCount(checked.virtualMachines) },
          { label: 'Map nodes', value: formatCount(checked.mapNodes) },
          { label: 'Blocks', value: formatCount(checked.blocks) },
          { label: 'Segments', value: formatCount(checked.segments) },
          { label: 'Time taken', value: formatDuration(report.elapsedMs) },
        ]}
      />
    </>
  );
}

function Sentences({ items }: { items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <ul className="app-problems">
      {items.slice(0, shownCount).map((item) => (
        <li key={item}>{item}</li>
      ))}
      {items.length > shownCount ? <li>and {formatCount(items.length - shownCount)} more</li> : null}
    </ul>
  );
}
