import { Alert } from '../../ui/Alert.tsx';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Select } from '../../ui/Select.tsx';
import { useContainer, useInventory, useVm } from '../../stores/inventory.ts';
import { contract } from '../../../shared/contract/contract.ts';
import { hardwareProfiles } from '../../../shared/costModel/hardware.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { hardwareProfileIdSchema, type Comparison } from '../../../shared/model/offload.ts';
import type { FaultRecord } from '../../../shared/faults.ts';
import { formatBytes, formatDuration, formatRate } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { CallButton } from '../parts/CallButton.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { vmIcon, vmWord } from '../parts/objectLook.ts';
import { countProblem, estimateOf, hostCopyBytes, mostClones, sourceProblem, sourcesOf, specOf, type CompareDraft } from './compareDraft.ts';

export interface CompareFormProps {
  draft: CompareDraft;
  onChange: (change: Partial<CompareDraft>) => void;
  /** The machine the page was opened for. */
  openedId: ObjectId | null;
  finished: readonly Comparison[];
  /** Why none can be started now. */
  blockedReason: string | undefined;
  isBusy: boolean;
  fault: FaultRecord | null;
  onStart: () => void;
}

/** What is compared, and what that will take. */
export function CompareForm({ draft, onChange, openedId, finished, blockedReason, isBusy, fault, onStart }: CompareFormProps) {
  const vms = useInventory((state) => state.vms);
  const opened = useVm(openedId);
  const source = useVm(draft.sourceId);
  const sources = sourcesOf(vms.values(), opened);
  const problem = source === undefined ? '' : sourceProblem(source);
  const reason = blockedReason ?? (sourceProblem(source) || countProblem(draft.count) || undefined);
  return (
    <Card
      title={say('compare.newComparison')}
      footer={
        <CallButton call={contract.offload.compare} variant="primary" icon="play" isBusy={isBusy} disabledReason={reason} onPress={onStart}>
          {say('compare.runComparison')}
        </CallButton>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <div className="app-form-grid">
        <Select
          label={say('common.source')}
          value={source === undefined ? null : source.id}
          placeholder={say('compare.chooseATemplate')}
          onChange={(id) => onChange({ sourceId: objectIdSchema.parse(id) })}
          description={say('compare.sourceExplained')}
          errorText={problem}
          options={sources.map((vm) => ({ id: vm.id, label: vm.name, icon: vmIcon(vm), description: say('compare.sourceWithData', { kind: vmWord(vm), provisioned: formatBytes(vm.space.provisionedBytes), logical: formatBytes(vm.space.logicalBytes) }) }))}
        />
        <NumberField label={say('compare.clonesOnEachSide')} value={draft.count} onChange={(count) => onChange({ count })} minValue={1} maxValue={mostClones} errorText={Number.isNaN(draft.count) ? '' : countProblem(draft.count)} />
        <Select
          label={say('compare.modelItFor')}
          value={draft.hardwareProfile}
          onChange={(id) => onChange({ hardwareProfile: hardwareProfileIdSchema.parse(id) })}
          description={say('compare.modelExplained')}
          options={hardwareProfileIdSchema.options.map((id) => ({ id, label: hardwareProfiles[id].name }))}
        />
      </div>
      {source === undefined || specOf(draft) === null ? null : <Needs source={source} count={draft.count} finished={finished} />}
    </Card>
  );
}

function Needs({ source, count, finished }: { source: VmRow; count: number; finished: readonly Comparison[] }) {
  const datastore = useContainer(source.datastoreId);
  const neededBytes = hostCopyBytes(source, count);
  const freeBytes = datastore?.kind === 'datastore' ? datastore.space.freeBytes : null;
  const estimate = estimateOf(neededBytes, finished);
  return (
    <>
      <KeyValueList
        items={[
          { label: say('compare.theHostCopies'), value: <Filled text={say('compare.hostCopiesOverNetwork', { size: slots[0] })}><Bytes value={neededBytes} /></Filled> },
          { label: say('compare.spaceForThat'), value: <SpaceNeeded neededBytes={neededBytes} freeBytes={freeBytes} datastore={datastore?.name} /> },
          { label: say('common.time'), value: estimate === null ? say('compare.hostTimeUnknown') : say('compare.hostTimeEstimate', { duration: formatDuration(estimate.durationMs), rate: formatRate(estimate.bytesPerSecond) }) },
        ]}
      />
      {freeBytes !== null && freeBytes < neededBytes ? <Alert tone="warning">{say('compare.copiesDoNotFit')}</Alert> : null}
    </>
  );
}

function SpaceNeeded({ neededBytes, freeBytes, datastore }: { neededBytes: number; freeBytes: number | null; datastore: string | undefined }) {
  const needed = slots[0];
  if (freeBytes === null) return <Filled text={say('compare.spaceNeeded', { needed })}><Bytes value={neededBytes} /></Filled>;
  return (
    <Filled text={say('compare.spaceNeededOfFree', { needed, free: slots[1], datastore })}>
      <Bytes value={neededBytes} />
      <Bytes value={freeBytes} />
    </Filled>
  );
}
