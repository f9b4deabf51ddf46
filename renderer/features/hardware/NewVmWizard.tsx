import { useState } from 'react';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { Wizard, type WizardStepContext } from '../../ui/Wizard.tsx';
import { yard } from '../../stores/connection.ts';
import { containerOf, useInventoryIndex } from '../../stores/inventory.ts';
import { usePolicyBook } from '../../stores/policies.ts';
import { useStarter } from '../../stores/requests.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { NewMachine } from '../../../shared/model/hardware.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { diskSummary } from '../parts/diskSummary.ts';
import { changeOf, newDraft, problemsOf, type HardwareDraft } from '../parts/hardwareDraft.ts';
import { HardwareFields } from './HardwareFields.tsx';
import { guestSystems, NameStep, PlaceStep, useFirstPlace, useNameProblem, usePlaceProblem, type MachinePlace } from './NewVmSteps.tsx';
import { SpaceAfter } from './SpaceAfter.tsx';
import { networksOf } from '../parts/useHardwarePlace.ts';

export interface NewVmWizardProps {
  computeId: ObjectId | null;
  folderId: ObjectId | null;
  datastoreId: ObjectId | null;
  onClose: () => void;
}

/** A machine that begins with empty disks: name, place, hardware, and what will be made. */
export function NewVmWizard({ computeId, folderId, datastoreId, onClose }: NewVmWizardProps) {
  const { containers } = useInventoryIndex();
  const first = useFirstPlace({ computeId, folderId, datastoreId });
  const [place, setPlace] = useState<MachinePlace>({ name: '', guestOs: guestSystems[0] ?? '', policyId: null, ...first });
  const [draft, setDraft] = useState<HardwareDraft>(() => newDraft(networksOf(containers, first.computeId)[0]?.id ?? null));
  const { start, isBusy, fault } = useStarter();
  const nameProblem = useNameProblem(place.name);
  const placeProblem = usePlaceProblem(place);
  const problems = problemsOf(draft);
  const spec = specOf(place, draft);

  const finish = async () => {
    if (spec === null) return;
    const started = await start((requestId) => yard().hardware.create({ spec, requestId }));
    if (started !== null) onClose();
  };
  /** Adapters are on networks of the datacenter, so those that another one does not have go to its first. */
  const choose = (change: Partial<MachinePlace>) => {
    setPlace((before) => ({ ...before, ...change }));
    if (change.computeId === undefined) return;
    const networks = networksOf(containers, change.computeId);
    const isOffered = (id: ObjectId | null) => networks.some((network) => network.id === id);
    setDraft((before) => ({ ...before, nics: before.nics.map((nic) => (isOffered(nic.networkId) ? nic : { ...nic, networkId: networks[0]?.id ?? null })) }));
  };

  const renderName = ({ isValidationShown }: WizardStepContext) => (
    <NameStep place={place} onChange={choose} problem={isValidationShown || place.name !== '' ? (nameProblem ?? undefined) : undefined} />
  );

  return (
    <Wizard
      isOpen
      title={say('hardware.newVirtualMachine')}
      onClose={onClose}
      onFinish={() => void finish()}
      isBusy={isBusy}
      errorText={fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' ')}
      steps={[
        {
          id: 'name',
          title: say('hardware.nameAndFolder'),
          isValid: nameProblem === null && place.folderId !== null,
          invalidText: nameProblem ?? say('hardware.chooseAFolder'),
          content: renderName,
        },
        {
          id: 'place',
          title: say('hardware.computeAndStorage'),
          isValid: placeProblem === null,
          invalidText: placeProblem ?? '',
          content: <PlaceStep place={place} onChange={choose} />,
        },
        {
          id: 'hardware',
          title: say('hardware.virtualHardware'),
          isValid: Object.keys(problems).length === 0,
          invalidText: say('hardware.correctWhatIsMarked'),
          content: (
            <>
              <HardwareFields draft={draft} onChange={setDraft} problems={problems} computeId={place.computeId} datastoreId={place.datastoreId} />
              {place.datastoreId === null ? null : <SpaceAfter draft={draft} homeId={place.datastoreId} />}
            </>
          ),
        },
        { id: 'review', title: say('common.readyToComplete'), content: <Review place={place} draft={draft} /> },
      ]}
    />
  );
}

function specOf({ name, guestOs, folderId, computeId, datastoreId, policyId }: MachinePlace, draft: HardwareDraft): NewMachine | null {
  const change = changeOf(draft, { cpuCount: 0, memoryBytes: 0 });
  if (change?.cpuCount === undefined || change.memoryBytes === undefined || folderId === null || computeId === null || datastoreId === null) return null;
  return { name, guestOs, folderId, computeId, datastoreId, policyId, cpuCount: change.cpuCount, memoryBytes: change.memoryBytes, disks: change.addDisks, nics: change.addNics };
}

function Review({ place, draft }: { place: MachinePlace; draft: HardwareDraft }) {
  const book = usePolicyBook();
  const nameOf = (id: ObjectId | null): string => (id === null ? '' : (containerOf(id)?.name ?? ''));
  return (
    <>
      <KeyValueList
        items={[
          { label: say('common.name'), value: place.name },
          { label: say('common.folder'), value: nameOf(place.folderId) },
          { label: say('common.guestOS'), value: place.guestOs },
          { label: say('common.runsOn'), value: nameOf(place.computeId) },
          { label: say('common.datastore'), value: nameOf(place.datastoreId) },
          { label: say('common.storagePolicy'), value: book.nameOf(place.policyId) },
          { label: say('hardware.cpu'), value: formatCount(draft.cpuCount) },
          { label: say('common.memory'), value: draft.memoryText },
          ...draft.disks.map(({ label, sizeText, format, datastoreId }) => ({
            label,
            value: diskSummary(format, sizeText, datastoreId === null || datastoreId === place.datastoreId ? undefined : nameOf(datastoreId)),
          })),
          ...draft.nics.map(({ label, networkId, isConnected }) => ({ label, value: isConnected ? nameOf(networkId) : say('parts.networkDisconnected', { network: nameOf(networkId) }) })),
        ]}
      />
      <p className="app-note">{say('hardware.newVmExplained')}</p>
    </>
  );
}
