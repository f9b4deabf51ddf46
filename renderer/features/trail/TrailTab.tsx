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
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';
import { FixNotice } from '../parts/DecisionFixes.tsx';
import { TrailView } from '../parts/DecisionView.tsx';
import { headline, operationTitle } from '../parts/decisionWords.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';

/** How was this made? The decision behind a machine's disks, and behind what was done to them since. */
export function TrailTab({ vm }: { vm: VmRow }) {
  const { value, fault, reload } = useVmTrails(vm);
  const fixes = useFixes(reload);
  if (value === null) {
    if (fault !== null) return <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />;
    return <Spinner label={say('trail.loadingHowItWasMade')} />;
  }
  const { made, madeApart, later } = value;
  return (
    <>
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />}
      <FixNotice fixes={fixes} />
      {made === null ? <NotMade vm={vm} /> : <MadeCard trail={made} fixes={fixes} />}
      {madeApart.map((trail) => (
        <MadeCard key={trail.id} trail={trail} fixes={fixes} />
      ))}
      {later.length === 0 ? null : <LaterCard trails={later} fixes={fixes} />}
    </>
  );
}

function NotMade({ vm }: { vm: VmRow }) {
  const { source } = vm;
  return (
    <EmptyState
      icon="info"
      title={say('trail.noDecisionIsRecorded')}
      text={
        source === null
          ? say('trail.notCloned', { vm: vm.name })
          : say('trail.clonedBeforeDecisions', { vm: vm.name, source: source.name })
      }
    />
  );
}

function MadeCard({ trail, fixes }: { trail: Trail; fixes: Fixes }) {
  return (
    <Card title={madeTitle(trail)} aside={<TaskButton trail={trail} />}>
      <TrailView trail={trail} fixes={fixes} />
    </Card>
  );
}

/** Where its disks were made in several ways, each card names its own. */
function madeTitle({ disks = [] }: Trail): string {
  return disks.length === 0 ? say('trail.howWasThisMade') : say('trail.howWereDisksMade', { count: disks.length, disks: disks.join(', ') });
}

function TaskButton({ trail }: { trail: Trail }) {
  const { taskId } = trail;
  if (taskId === null) return null;
  return (
    <Button variant="flat" icon="tasks" onPress={() => openDialog({ type: 'taskDetail', taskId })}>
      {say('trail.showTask')}
    </Button>
  );
}

function LaterCard({ trails, fixes }: { trails: readonly Trail[]; fixes: Fixes }) {
  return (
    <Card title={say('trail.laterOperations')}>
      {trails.map((trail) => (
        <Disclosure
          key={trail.id}
          label={`${operationTitle(trail)}. ${headline(trail, trail.moved)}`}
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
