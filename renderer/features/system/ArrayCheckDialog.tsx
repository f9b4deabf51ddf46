import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded } from '../../stores/requests.ts';
import type { CheckReport } from '../../../shared/model/system.ts';
import { formatCount, formatDuration } from '../../../shared/units.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';

/** Runs the array checker when it opens and shows its verdict. */
export function ArrayCheckDialog({ onClose }: { onClose: () => void }) {
  const { value: report, fault, isLoading, reload } = useLoaded('check', (signal) => yard().system.check(undefined, { signal }));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Array check"
      icon="check"
      footer={
        <>
          <Button onPress={reload} isBusy={isLoading}>
            Check again
          </Button>
          <Button variant="primary" onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      <p>Verifies block maps, space counters, checksums of stored blocks, and that every virtual machine has its disks. Nothing is changed.</p>
      {isLoading ? <ProgressBar label="Checking the array" isLabelVisible /> : null}
      {fault === null || isLoading ? null : <FaultAlert fault={fault} />}
      {report === null || isLoading || fault !== null ? null : <Verdict report={report} />}
    </Dialog>
  );
}

function Verdict({ report }: { report: CheckReport }) {
  const { checked } = report;
  return (
    <>
      {report.ok ? (
        <Alert tone="success" isLive>
          The array is sound. No problem was found.
        </Alert>
      ) : (
        <Alert tone="danger" isLive>
          {report.problems.length === 1 ? 'One problem was found.' : `${formatCount(report.problems.length)} problems were found.`}
        </Alert>
      )}
      {report.ok ? null : (
        <ul className="app-problems">
          {report.problems.slice(0, 50).map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
          {report.problems.length > 50 ? <li>and {formatCount(report.problems.length - 50)} more</li> : null}
        </ul>
      )}
      <KeyValueList
        items={[
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
