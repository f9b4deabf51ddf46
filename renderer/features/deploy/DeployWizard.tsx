import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Wizard, type WizardStep, type WizardStepContext } from '../../ui/Wizard.tsx';
import { yard } from '../../stores/connection.ts';
import { useCustomization } from '../../stores/customization.ts';
import { useDraftKeeping } from '../../stores/drafts.ts';
import { currentIndex, useInventory, useVm, vmOf } from '../../stores/inventory.ts';
import { useCloneSettings } from '../../stores/offloadCalls.ts';
import { useLoaded, useStarter } from '../../stores/requests.ts';
import { revisionOf } from '../../stores/revision.ts';
import type { WizardDraft } from '../../../shared/model/draft.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { ComputeStep } from './ComputeStep.tsx';
import { computeRows, homeOf, networksOf } from './computeRows.ts';
import {
  draftOf, guestRefusals, hardwareProblems, inputOf, namesDevices, nameTrouble, newInput, proposeName, specOf, storageRefusals, withHardware, withTemplate, type DeployInput, type DeployOpening,
} from './deployInput.ts';
import { GuestStep } from './GuestStep.tsx';
import { HardwareStep } from './HardwareStep.tsx';
import { NameStep } from './NameStep.tsx';
import { OptionsStep } from './OptionsStep.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import { StorageStep } from './StorageStep.tsx';
import { TemplateStep } from './TemplateStep.tsx';

export interface DeployWizardProps extends DeployOpening {
  /** What is resumed; null for a new one. */
  draft: WizardDraft | null;
  onClose: () => void;
}

const planDelayMs = 250;

const namedVms = (): VmRow[] => currentIndex().vmIds.flatMap((id) => vmOf(id) ?? []);

/** One virtual machine of a template: everything about it, and a review of exactly what will happen. */
export function DeployWizard({ draft, onClose, ...opening }: DeployWizardProps) {
  const resumed = draft?.content.type === 'deployTemplate' ? draft.content : null;
  const [input, setInput] = useState<DeployInput>(() => {
    if (resumed !== null) return inputOf(resumed);
    const template = opening.templateId === null ? undefined : vmOf(opening.templateId);
    return { ...newInput(opening), name: template === undefined ? '' : proposeName(template, namedVms()) };
  });
  const change = (part: Partial<DeployInput>) => setInput((before) => ({ ...before, ...part }));
  const keeping = useDraftKeeping(draft, onClose);
  const { start, isBusy, fault } = useStarter();
  const found = useVm(input.templateId);
  const template = found?.isTemplate === true ? found : undefined;
  const vms = useInventory((state) => state.vms);
  const table = useInventory((state) => state.containers);
  const containers = useMemo(() => [...table.values()], [table]);
  const places = useMemo(() => computeRows(containers), [containers]);
  const homeId = template === undefined ? null : (input.computeId ?? homeOf(template, containers));
  const place = places.find(({ id }) => id === homeId);
  const trouble = nameTrouble(input.name, vms.values());

  const detail = useLoaded(template === undefined ? null : `${template.id} ${revisionOf(template)}`, (signal) => {
    if (template === undefined) throw new Error('There is no template.');
    return yard().inventory.vm({ id: template.id }, { signal });
  });
  const hardware = detail.value?.id === template?.id ? detail.value : null;
  const problems = hardwareProblems(input, hardware);
  const isHardwareValid = Object.keys(problems).length === 0;
  const customization = useCustomization();
  const specs = customization.value?.specs ?? [];
  // Without what the template has, what was typed of disks and adapters, or chosen for disks, says nothing, and would be left out.
  const isHardwareUnknown = namesDevices(input) && template !== undefined && hardware === null;
  const hardwarePending = isHardwareUnknown ? say('deploy.templateNotKnownYet') : undefined;

  const spec = specOf(input, hardware);
  const settings = useCloneSettings(input.templateId, input.datastoreId, input.placesDisks ? Object.values(input.diskPlaces) : []);
  const plan = useLoaded(
    spec === null || template === undefined ? null : `${JSON.stringify(spec)} ${settings}`,
    (signal) => {
      if (spec === null) throw new Error('There is nothing to plan.');
      return yard().deploy.plan(spec, { signal });
    },
    planDelayMs,
  );
  const isPlanned = plan.value !== null && !plan.isLoading && plan.fault === null;
  const guestFaults = guestRefusals(plan.value, input, trouble === '');

  const finish = async () => {
    if (spec === null) return;
    const started = await start((requestId) => yard().deploy.start({ spec, requestId }));
    if (started === null) return;
    keeping.finish();
    onClose();
  };
  const chooseTemplate = (chosen: VmRow) =>
    setInput((before) => {
      // A name that was proposed for another template is no wish of anybody.
      const last = before.templateId === null ? undefined : vmOf(before.templateId);
      const isProposed = before.name === '' || (last !== undefined && before.name === proposeName(last, namedVms()));
      return { ...withTemplate(before, chosen), name: isProposed ? proposeName(chosen, namedVms()) : before.name };
    });

  const shown = (render: (of: VmRow, context: WizardStepContext) => ReactNode) => (context: WizardStepContext) =>
    template === undefined ? <Alert tone="warning">{say('deploy.templateIsGone')}</Alert> : render(template, context);
  const templateStep: WizardStep = {
    id: 'template',
    title: say('deploy.selectATemplate'),
    isValid: template !== undefined,
    invalidText: say('deploy.chooseATemplate'),
    content: <TemplateStep templateId={template?.id ?? null} onChange={chooseTemplate} />,
  };
  const guestStep: WizardStep = {
    id: 'guest',
    title: say('deploy.customizeGuestOS'),
    isValid: input.customizationId !== null && guestFaults.length === 0,
    invalidText: input.customizationId === null ? say('deploy.chooseACustomizationSpecification') : say('deploy.guestRefused'),
    content: shown((_, { isValidationShown }) => (
      <GuestStep specs={specs} specId={input.customizationId} onChange={(customizationId) => change({ customizationId })} plan={plan} refusals={guestFaults} isValidationShown={isValidationShown} />
    )),
  };
  const hardwareStep: WizardStep = {
    id: 'hardware',
    title: say('deploy.customizeHardware'),
    isValid: isHardwareValid,
    pendingText: hardwarePending,
    invalidText: say('common.correctTheFieldsBelow'),
    content: shown((of) => detail.fault !== null && hardware === null ? <FaultAlert fault={detail.fault} action={{ label: say('common.tryAgain'), onAction: detail.reload }} /> : <HardwareStep template={of} detail={hardware} computeId={homeId} networks={networksOf(homeId, containers)} input={input} onChange={change} problems={problems} />),
  };
  const steps: WizardStep[] = [
    ...(input.asksTemplate ? [templateStep] : []),
    {
      id: 'name',
      title: say('deploy.selectANameAndFolder'),
      isValid: template !== undefined && trouble === '',
      invalidText: template === undefined ? say('deploy.nothingToDeploy') : say('deploy.correctTheNameBelow'),
      content: shown((of, { isValidationShown }) => <NameStep template={of} input={input} onChange={change} trouble={trouble} isValidationShown={isValidationShown} />),
    },
    {
      id: 'compute',
      title: say('deploy.selectAComputeResource'),
      isValid: place?.problem === '',
      invalidText: place === undefined ? say('deploy.chooseAClusterOrA') : say('deploy.chooseAnotherClusterOrHost', { problem: place.problem }),
      content: shown(() => <ComputeStep rows={places} selected={place} onChange={(computeId) => change({ computeId })} />),
    },
    {
      id: 'storage',
      title: say('deploy.selectStorage'),
      isValid: plan.fault === null && storageRefusals(plan.value).length === 0,
      invalidText: say('deploy.storageRefused'),
      content: shown((of) => <StorageStep template={of} computeId={homeId} detail={hardware} input={input} onChange={change} plan={plan} />),
    },
    {
      id: 'options',
      title: say('deploy.selectCloneOptions'),
      content: shown((of) => (
        <OptionsStep
          customizesGuest={input.customizesGuest}
          onCustomizesGuest={(customizesGuest) => change({ customizesGuest })}
          specs={customization}
          customizesHardware={input.customizesHardware}
          onCustomizesHardware={(isWanted) => setInput((before) => (isWanted ? withHardware(before, of) : { ...before, customizesHardware: false }))}
          powerOn={input.powerOn}
          onPowerOn={(powerOn) => change({ powerOn })}
        />
      )),
    },
    ...(input.customizesGuest ? [guestStep] : []),
    ...(input.customizesHardware ? [hardwareStep] : []),
    {
      id: 'review',
      title: say('common.readyToComplete'),
      isValid: isPlanned && isHardwareValid && (!input.customizesGuest || input.customizationId !== null) && plan.value.refusals.length === 0,
      pendingText: hardwarePending,
      isPending: plan.isLoading,
      invalidText: isPlanned ? say('deploy.cannotBeStarted') : say('common.planNotMade'),
      content: shown(() => <ReviewStep plan={isHardwareUnknown && detail.fault !== null ? { ...plan, fault: detail.fault, isLoading: false, reload: detail.reload } : plan} />),
    },
  ];

  return (
    <Wizard
      isOpen
      title={say('deploy.deployFromTemplate')}
      onClose={onClose}
      onFinish={() => void finish()}
      onMinimise={(stepId) => void keeping.putAside(draftOf(input, stepId))}
      initialStepId={resumed?.stepId}
      isBusy={isBusy || keeping.isSaving}
      alertText={keeping.alertText}
      errorText={fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' ')}
      steps={steps}
    />
  );
}
