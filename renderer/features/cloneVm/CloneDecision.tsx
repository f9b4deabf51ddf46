import { Spinner } from '../../ui/Spinner.tsx';
import { useCloneDecision } from '../../stores/offloadCalls.ts';
import { useFixes } from '../../stores/offloadFixes.ts';
import type { VmSnapshotId } from '../../../shared/ids.ts';
import type { DiskFormat, DiskPlacement, VmRow } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FixNotice } from '../parts/DecisionFixes.tsx';
import { DecisionSummary } from '../parts/DecisionSummary.tsx';
import { DiskRoutes } from '../parts/DiskRoutes.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import type { Placement } from '../parts/PlacementFields.tsx';

export interface CloneDecisionProps {
  vm: VmRow;
  /** Null: the present state. */
  snapshotId: VmSnapshotId | null;
  placement: Placement;
  diskFormat: DiskFormat | null;
  diskPlacement: DiskPlacement;
}

/** How the clone will be made, asked for anew with every change of what is wanted and of what stands in the way. */
export function CloneDecision({ vm, snapshotId, placement, diskFormat, diskPlacement }: CloneDecisionProps) {
  const { datastoreId, computeId } = placement;
  // In a cluster the host is chosen when the clone is made; any of them is as good as the source's for the decision.
  const hostId = computeId?.startsWith('host') === true ? computeId : null;
  const decision = useCloneDecision({ vmId: vm.id, snapshotId, datastoreId, hostId, diskFormat, diskPlacement });
  const fixes = useFixes(decision.reload);
  const { value, fault } = decision;
  return (
    <section className="app-clone-decision" aria-label={say('cloneVm.howItWillBeMade')}>
      <h3 className="app-subhead">{say('cloneVm.howItWillBeMade')}</h3>
      <FixNotice fixes={fixes} />
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: decision.reload }} />}
      {value === null && fault === null ? <Spinner label={say('cloneVm.workingOut')} /> : null}
      {value === null || fault !== null ? null : value.routes.length > 1 ? <DiskRoutes routes={value.routes} fixes={fixes} /> : <DecisionSummary decision={value} fixes={fixes} />}
      {value !== null && !value.isOffloaded ? (
        <p className="app-note">
          <Filled text={say('cloneVm.itHoldsData', { size: slots[0] })}><Bytes value={vm.space.logicalBytes} /></Filled>
        </p>
      ) : null}
    </section>
  );
}
