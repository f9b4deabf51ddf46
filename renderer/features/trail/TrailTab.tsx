import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { openDialog } from '../../stores/dialogs.ts';
import { useVmTrails } from '../../stores/offloadCalls.ts';
import { useFixes, type Fixes } from '../../stores/offloadFixes.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import type { Trail } from '../../../shared/model/offload.ts';
import { Ago } from '../parts/Ago.tsx';
import { FixNotice } from '../parts/DecisionFixes.tsx';
import { TrailView } from '../parts/DecisionView.tsx';
import { headline, operationWords } from '../parts/decisionWords.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';

/** How was this made? The decision behind a machine's disks, and behind what was done to them since. */
export function TrailTab({ vm }: { vm: VmRow }) {
  const { value, fault, reload } = useVmTrails(vm);
  const fixes = useFixes(reload);
  if (value === null) {
    if (fault !== null) return <FaultAlert fault={fault} action={{ label: 'Try again', onAction: reload }} />;
    return <Spinner label="Loading how it was made" />;
  }
  const { made, later } = value;
  return (
    <>
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: 'Try again', onAction: reload }} />}
      <FixNotice fixes={fixes} />
      {made === null ? <NotMade vm={vm} /> : <MadeCard trail={made} fixes={fixes} />}
      {later.length === 0 ? null : <LaterCard trails={later} fixes={fixes} />}
    </>
  );
}

function NotMade({ vm }: { vm: VmRow }) {
  const isImported = vm.source === null;
  return (
    <EmptyState
      icon="info"
      title="No decision is recorded"
      text={
        isImported
          ? `${vm.name} was not cloned from anything: its data was written when it was made, so there was nothing that the array could have copied by itself.`
          : `${vm.name} was cloned from ${vm.source?.name ?? 'a source'} before decisions were kept, or so long ago that its record has made room for newer ones. Its disks on the Summary tab tell the mechanism.`
      }
    />
  );
}

function MadeCard({ trail, fixes }: { trail: Trail; fixes: Fixes }) {
  return (
    <Card title="How was this made?" aside={<TaskButton trail={trail} />}>
      <TrailView trail={trail} fixes={fixes} />
    </Card>
  );
}

function TaskButton({ trail }: { trail: Trail }) {
  const { taskId } = trail;
  if (taskId === null) return null;
  return (
    <Button variant="flat" icon="tasks" onPress={() => openDialog({ type: 'taskDetail', taskId })}>
      Show task
    </Button>
  );
}

function LaterCard({ trails, fixes }: { trails: readonly Trail[]; fixes: Fixes }) {
  return (
    <Card title="Later operations">
      {trails.map((trail) => (
        <Disclosure
          key={trail.id}
          label={`${operationWords[trail.operation]}. ${headline(trail, trail.moved)}`}
          aside={
            <span className="app-note">
              <Ago timeMs={trail.atMs} />
            </span>
          }
        >
          <TrailView trail={trail} fixes={fixes} />
            </Disclosure>
      ))}
    </Card>
  );
}
