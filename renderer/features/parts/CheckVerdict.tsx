import { Alert } from '../../ui/Alert.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import type { CheckReport } from '../../../shared/model/system.ts';
import { formatCount, formatDuration } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';

const shownCount = 50;

/** What the array checker found, and what it mended. */
export function CheckVerdict({ report }: { report: CheckReport }) {
  const { checked, problems, repaired } = report;
  return (
    <>
      {report.ok ? (
        <Alert tone="success" isLive>
          {repaired.length === 0 ? say('parts.arraySound') : say('parts.arraySoundRepaired')}
        </Alert>
      ) : (
        <Alert tone="danger" isLive>
          {say('parts.problemsFound', { count: problems.length })}
        </Alert>
      )}
      <Sentences items={problems} />
      {repaired.length === 0 ? null : (
        <>
          <h3>{say('parts.repaired')}</h3>
          <Sentences items={repaired} />
        </>
      )}
      <KeyValueList
        items={[
          { label: say('parts.depth'), value: report.isDeep ? say('parts.depthDeep') : say('parts.depthShallow') },
          { label: say('common.disks'), value: formatCount(checked.files) },
          { label: say('common.virtualMachines'), value: formatCount(checked.virtualMachines) },
          { label: say('parts.mapNodes'), value: formatCount(checked.mapNodes) },
          { label: say('parts.blocks'), value: formatCount(checked.blocks) },
          { label: say('parts.segments'), value: formatCount(checked.segments) },
          { label: say('common.timeTaken'), value: formatDuration(report.elapsedMs) },
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
      {items.length > shownCount ? <li>{say('common.andMore', { count: items.length - shownCount })}</li> : null}
    </ul>
  );
}
