import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select } from '../../ui/Select.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { yard } from '../../stores/connection.ts';
import { customizationChanged, useCustomization } from '../../stores/customization.ts';
import { useVm } from '../../stores/inventory.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { revisionOf } from '../../stores/revision.ts';
import { navigate } from '../../stores/route.ts';
import { customizationSpecIdSchema, type CustomizationSpecId, type ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { GoneDialog } from '../parts/GoneDialog.tsx';
import { GuestPreview } from '../parts/GuestPreview.tsx';
import { guestWords } from '../parts/guestWords.ts';

/** Tells the guest of one machine who it is to become. */
export function CustomizeGuestDialog({ vmId, onClose }: { vmId: ObjectId; onClose: () => void }) {
  const vm = useVm(vmId);
  const known = useCustomization();
  const [specId, setSpecId] = useState<CustomizationSpecId | null>(null);
  const [wasTried, setWasTried] = useState(false);
  const { start, isBusy, fault } = useStarter();
  const revision = vm === undefined ? '' : revisionOf(vm);
  const last = useLoaded(`${vmId} ${revision}`, (signal) => yard().customization.applied({ vmId }, { signal }));
  const preview = useLoaded(specId === null ? null : `${vmId} ${specId} ${revision}`, (signal) => {
    if (specId === null) throw new Error('There is nothing to look at.');
    return yard().customization.preview({ vmId, specId }, { signal });
  });
  if (vm === undefined) return <GoneDialog title={say('customization.customizeGuest')} what="virtualMachine" onClose={onClose} />;
  const specs = known.value?.specs ?? [];
  const applied = last.value?.applied ?? null;

  const submit = async () => {
    setWasTried(true);
    if (specId === null) return;
    const started = await start((requestId) => yard().customization.apply({ specId, vmId, requestId }));
    if (started === null) return;
    customizationChanged();
    onClose();
  };
  const toManager = () => {
    onClose();
    navigate({ page: 'customization', objectId: null });
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say('customization.customizeGuestOf', { vm: vm.name })}
      icon="user"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onClose}>{say('common.cancel')}</Button>
          <Button variant="primary" onPress={() => void submit()} isBusy={isBusy}>
            {say('customization.customize')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      {known.fault === null ? null : <FaultAlert fault={known.fault} action={{ label: say('common.tryAgain'), onAction: known.reload }} />}
      {known.value !== null && specs.length === 0 ? (
        <Alert tone="info" action={{ label: say('customization.goToTheSpecifications'), onAction: toManager }}>
          {say('customization.noSpecificationYet')}
        </Alert>
      ) : (
        <Select
          label={say('customization.specification')}
          value={specId}
          onChange={(id) => setSpecId(customizationSpecIdSchema.parse(id))}
          options={specs.map(({ id, values }) => ({ id, label: values.name, description: [guestWords[values.guest], values.description].filter(Boolean).join(', ') }))}
          placeholder={say('customization.specificationPlaceholder')}
          errorText={wasTried && specId === null ? say('customization.specificationMissing') : undefined}
        />
      )}
      {specId === null ? null : preview.fault !== null ? <FaultAlert fault={preview.fault} /> : preview.value === null ? <Spinner label={say('customization.loadingPreview')} /> : <GuestPreview preview={preview.value} level={3} />}
      {applied === null ? null : (
        <p className="app-note">
          <Filled text={say('customization.lastTold', { computerName: applied.computerName, specification: applied.spec.name, time: slots[0] })}>
            <Ago timeMs={applied.appliedAtMs} />
          </Filled>
        </p>
      )}
    </Dialog>
  );
}
