import { Alert } from '../../ui/Alert.tsx';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { Link } from '../../ui/Link.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useAcceleration } from '../../stores/acceleration.ts';
import { yard } from '../../stores/connection.ts';
import { dialogDenial, openDialog } from '../../stores/dialogs.ts';
import { useContainer, useInventory } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { useLoaded } from '../../stores/requests.ts';
import { revisionOf } from '../../stores/revision.ts';
import { datastoreIdsOf, type VmDetail, type VmRow, type VmSpace } from '../../../shared/model/inventory.ts';
import { mechanismWords } from '../../../shared/offloadWords.ts';
import type { ComplianceState } from '../../../shared/storagePolicy.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { dialogAction } from '../parts/dialogAction.ts';
import { DialogButton } from '../parts/DialogButton.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';
import { PolicyStatus } from '../parts/PolicyStatus.tsx';
import { PowerState } from './vmColumns.tsx';
import { VmHardwareCard } from './VmHardwareCard.tsx';
import { VmSpaceCard } from './VmSpaceCard.tsx';

/** What one virtual machine or template is, where it is, and what of it is its own. */
export function VmSummary({ vm }: { vm: VmRow }) {
  // The detail is asked for again when what it tells about may have changed: its row changes with its disks and adapters.
  const detail = useLoaded(`${vm.id} ${revisionOf(vm)}`, (signal) => yard().inventory.vm({ id: vm.id }, { signal }), 50);
  const known = detail.value?.id === vm.id ? detail.value : null;
  return (
    <>
      <StunAlert vm={vm} />
      <div className="app-cards">
        <PlaceCard vm={vm} detail={known} />
        <VmHardwareCard vm={vm} detail={known} />
        <VmSpaceCard vm={vm} />
        <Card title={known !== null && known.disks.length > 1 ? say('inventory.howWereTheseDisksMade') : say('inventory.howWasThisDiskMade')}>
          {known !== null ? <Disks detail={known} /> : null}
          {known === null && detail.fault !== null ? <FaultAlert fault={detail.fault} action={{ label: say('common.tryAgain'), onAction: detail.reload }} /> : null}
          {known === null && detail.fault === null ? <Spinner label={say('inventory.loadingTheDisks')} /> : null}
        </Card>
      </div>
    </>
  );
}

/** Only it waits: others on the datastore go on as long as they need no new blocks. */
function StunAlert({ vm }: { vm: VmRow }) {
  const datastore = useAcceleration(({ datastores }) =>
    datastoreIdsOf(vm).map((id) => datastores.get(id)).find((row) => row?.stunnedVms.some(({ id }) => id === vm.id)),
  );
  if (datastore === undefined) return null;
  const { datastoreId } = datastore;
  return (
    <Alert tone="danger" {...dialogAction(say('inventory.resizeTheVolume'), { type: 'editVolume', datastoreId })}>
      {say('inventory.isPausedForSpace', { vm: vm.name, datastore: datastore.name })}
    </Alert>
  );
}

function PlaceCard({ vm, detail }: { vm: VmRow; detail: VmDetail | null }) {
  const notes = detail?.notes ?? '';
  const isImported = detail?.disks.some(({ mechanism }) => mechanism === 'imported') ?? false;
  const host = useContainer(vm.hostId);
  const folder = useContainer(vm.folderId);
  const policies = usePolicyBook();
  const state = policies.stateOf(vm);
  return (
    <Card
      title={vm.isTemplate ? say('common.template') : say('common.virtualMachine')}
      footer={
        <DialogButton variant="flat" request={{ type: 'editNotes', id: vm.id }}>
          {notes === '' ? say('inventory.writeNotes') : say('common.editNotes')}
        </DialogButton>
      }
    >
      <KeyValueList
        items={[
          { label: say('common.state'), value: <PowerState vm={vm} /> },
          { label: vm.isTemplate ? say('inventory.madeFrom') : say('common.template'), value: vm.source === null ? isImported ? say('inventory.noneItWasImported') : say('common.none') : <ObjectLink id={vm.source.id} name={vm.source.name} view="vms" /> },
          { label: say('common.guestOS'), value: vm.guestOs === '' ? say('inventory.notStated') : vm.guestOs },
          { label: say('common.host'), value: host === undefined ? '' : <ObjectLink id={host.id} name={host.name} /> },
          { label: say('common.folder'), value: folder === undefined ? '' : <ObjectLink id={folder.id} name={folder.name} /> },
          { label: vm.otherDatastoreIds === undefined ? say('common.datastore') : say('common.datastores'), value: <Datastores vm={vm} /> },
          { label: say('common.storagePolicy'), value: <PolicyLink vm={vm} name={policies.nameOf(vm.policyId)} /> },
          ...(state === 'none' ? [] : [{ label: say('inventory.compliance'), value: <Compliance state={state} shortfalls={policies.machineShortfalls(vm)} /> }]),
          { label: say('common.created'), value: <DateTime timeMs={vm.createdAtMs} /> },
          ...(notes === '' ? [] : [{ label: say('common.notes'), value: <span className="app-notes">{notes}</span> }]),
        ]}
      />
    </Card>
  );
}

/** Leads to the choice of another one, where the role allows that. */
function PolicyLink({ vm, name }: { vm: VmRow; name: string }) {
  const request = { type: 'assignPolicy', vmIds: [vm.id] } as const;
  return dialogDenial(request) === undefined ? <Link onPress={() => openDialog(request)}>{name}</Link> : name;
}

/** The home first, and said to be it where disks lie elsewhere as well. */
function Datastores({ vm }: { vm: VmRow }) {
  const containers = useInventory((state) => state.containers);
  return datastoreIdsOf(vm).map((id) => (
    <div key={id}>
      <ObjectLink id={id} name={containers.get(id)?.name ?? ''} />
      {vm.otherDatastoreIds !== undefined && id === vm.datastoreId ? <span className="app-fact-note">{say('inventory.homeOfTheVirtualMachine')}</span> : null}
    </div>
  ));
}

function Compliance({ state, shortfalls }: { state: ComplianceState; shortfalls: readonly string[] }) {
  return (
    <>
      <PolicyStatus state={state} />
      {shortfalls.length === 0 ? null : <p className="app-note">{shortfalls.join(' ')}</p>}
    </>
  );
}

function Disks({ detail }: { detail: VmDetail }) {
  return (
    <>
      {detail.disks.map((disk) => (
        <div key={disk.label} className="app-disk">
          <KeyValueList
            items={[
              { label: say('common.disk'), value: disk.label },
              { label: say('common.size'), value: <Bytes value={disk.sizeBytes} /> },
              { label: say('common.mechanism'), value: mechanismWords[disk.mechanism] },
              { label: say('inventory.why'), value: disk.mechanismReason },
              ...(detail.disks.length > 1 ? [{ label: say('inventory.ownBlocks'), value: <OwnBlocks space={disk.space} /> }] : []),
            ]}
          />
        </div>
      ))}
      {detail.disks.length === 0 ? <p className="app-note">{say('inventory.itHasNoDisks')}</p> : null}
      {detail.cloneCount === 0 ? null : (
        <p className="app-note">{say('inventory.clonesExist', { count: detail.cloneCount })}</p>
      )}
    </>
  );
}

function OwnBlocks({ space }: { space: VmSpace }) {
  return (
    <Filled text={say('inventory.ownAndShared', { own: slots[0], shared: slots[1] })}>
      <Bytes value={space.uniqueBytes} isAtLeast={!space.isExact} />
      <Bytes value={space.sharedBytes} isAtMost={!space.isExact} />
    </Filled>
  );
}
