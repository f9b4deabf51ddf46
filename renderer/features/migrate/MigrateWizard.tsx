import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { Wizard, type WizardStepContext } from '../../ui/Wizard.tsx';
import { yard } from '../../stores/connection.ts';
import { useInventory } from '../../stores/inventory.ts';
import { useMigrationPlan } from '../../stores/migration.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { revisionOf } from '../../stores/revision.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { noPlaces } from '../parts/diskPlaces.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { specOf, typeNote, type MigrateDraft, type MigrationType } from './migrateDraft.ts';
import { MigrateReview } from './MigrateReview.tsx';
import { TargetStep } from './TargetStep.tsx';

const types: readonly { id: MigrationType; label: string; description: string; icon: 'host' | 'datastore' | 'cluster' }[] = [
  { id: 'host', label: say('migrate.changeTheHostOnly'), description: say('migrate.changeHostExplained'), icon: 'host' },
  { id: 'datastore', label: say('migrate.changeTheDatastoreOnly'), description: say('migrate.changeDatastoreExplained'), icon: 'datastore' },
  { id: 'both', label: say('migrate.changeBoth'), description: say('migrate.changeBothExplained'), icon: 'cluster' },
];

/** Brings machines to another host, another datastore, or both: type, target, and a review of exactly what will happen. */
export function MigrateWizard({ vmIds, onClose }: { vmIds: readonly ObjectId[]; onClose: () => void }) {
  const table = useInventory((state) => state.vms);
  const vms = vmIds.flatMap((id) => table.get(id) ?? []);
  const [draft, setDraft] = useState<MigrateDraft>({ type: 'host', hostId: null, datastoreId: null, placesDisks: false, diskPlaces: noPlaces, policy: 'same', diskFormat: null });
  const change = (part: Partial<MigrateDraft>) => setDraft((before) => ({ ...before, ...part }));
  const { start, isBusy, fault } = useStarter();
  const [only, ...others] = vms;
  const single = others.length === 0 ? only : undefined;
  const detail = useLoaded(single === undefined ? null : `${single.id} ${revisionOf(single)}`, (signal) => {
    if (single === undefined) throw new Error('There is no single machine.');
    return yard().inventory.vm({ id: single.id }, { signal });
  });
  const disks = detail.value?.id === single?.id ? (detail.value?.disks ?? null) : null;
  const spec = specOf(vmIds, draft, disks ?? []);
  const plan = useMigrationPlan(spec);
  const isPlanned = plan.value !== null && !plan.isLoading && plan.fault === null;

  const finish = async () => {
    if (spec === null) return;
    const started = await start((requestId) => yard().migration.start({ spec, requestId }));
    if (started !== null) onClose();
  };

  const renderTarget = ({ isValidationShown }: WizardStepContext) => (
    <>
      {detail.fault === null ? null : <FaultAlert fault={detail.fault} action={{ label: say('common.tryAgain'), onAction: detail.reload }} />}
      <TargetStep vms={vms} disks={disks} draft={draft} onChange={change} plan={plan} isValidationShown={isValidationShown} />
    </>
  );
  if (only === undefined) return <GoneDialog title={say('migrate.migrate')} what="virtualMachine" onClose={onClose} />;
  return (
    <Wizard
      isOpen
      title={say('migrate.migrateMachines', { count: vms.length, name: only.name })}
      onClose={onClose}
      onFinish={() => void finish()}
      isBusy={isBusy}
      errorText={fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' ')}
      steps={[
        { id: 'type', title: say('migrate.typeOfMigration'), content: <TypeStep vms={vms} type={draft.type} onChange={(type) => change({ type })} /> },
        {
          id: 'target',
          title: say('migrate.target'),
          isValid: spec !== null,
          invalidText: say('migrate.chooseWhereToMigrateTo'),
          content: renderTarget,
        },
        {
          id: 'review',
          title: say('common.readyToComplete'),
          isValid: isPlanned && plan.value.refusals.length === 0,
          isPending: plan.isLoading,
          invalidText: isPlanned ? say('migrate.cannotBeStarted') : say('common.planNotMade'),
          content: <MigrateReview plan={plan} />,
        },
      ]}
    />
  );
}

function TypeStep({ vms, type, onChange }: { vms: readonly VmRow[]; type: MigrationType; onChange: (type: MigrationType) => void }) {
  const note = typeNote(type, vms);
  return (
    <>
      <RadioCards label={say('migrate.whatToChange')} options={types} value={type} onChange={(id) => onChange(types.find((known) => known.id === id)?.id ?? type)} />
      {note === '' ? null : <Alert tone="info">{note}</Alert>}
    </>
  );
}
