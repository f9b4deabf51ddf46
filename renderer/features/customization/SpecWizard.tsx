import { useMemo, useState } from 'react';
import { Wizard, type WizardStep, type WizardStepContext } from '../../ui/Wizard.tsx';
import { yard } from '../../stores/connection.ts';
import { customizationChanged, type Customization } from '../../stores/customization.ts';
import { useStarter } from '../../stores/requests.ts';
import { secretNames, type CustomizationSpec } from '../../../shared/model/customization.ts';
import { nameKey } from '../../../shared/naming.ts';
import { say } from '../../strings/say.ts';
import { draftOfSpec, newSpecDraft, problemAt, readDraft, secretChangesOf, type SpecDraft, type SpecProblems } from './specDraft.ts';
import { SpecReview } from './SpecReview.tsx';
import { renderStep, stepPlans, type StepPlan } from './specSteps.tsx';

export interface SpecWizardProps {
  /** What is edited; null for a new one. */
  spec: CustomizationSpec | null;
  known: Customization;
  onClose: () => void;
}

const noProblems: SpecProblems = new Map();

/** Makes a customization specification, or changes one. */
export function SpecWizard({ spec, known, onClose }: SpecWizardProps) {
  const [draft, setDraft] = useState<SpecDraft>(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return spec === null ? newSpecDraft(timeZone) : draftOfSpec(spec, timeZone);
  });
  const { start, isBusy, fault } = useStarter();
  const isTaken = known.specs.some(({ id, values }) => id !== spec?.id && nameKey(values.name) === nameKey(draft.name.trim()));
  const { values, problems } = useMemo(() => withTaken(readDraft(draft), isTaken, draft.name.trim()), [draft, isTaken]);
  const onChange = (change: Partial<SpecDraft>) => setDraft((before) => ({ ...before, ...change }));
  const secrets = spec?.secrets ?? [];

  const finish = async () => {
    if (values === null) return;
    const content = { values, secrets: secretChangesOf(draft) };
    const done = await start(async () => {
      if (spec === null) await yard().customization.create(content);
      else await yard().customization.update({ specId: spec.id, version: spec.version, draft: content });
      return true;
    });
    if (done === null) return;
    customizationChanged();
    onClose();
  };

  const stepOf = ({ id, title, fields }: StepPlan): WizardStep => ({
    id,
    title,
    isValid: problemAt(problems, ...fields) === undefined,
    invalidText: say('common.correctTheFieldsBelow'),
    content: ({ isValidationShown }: WizardStepContext) => renderStep(id, { draft, onChange, problems: isValidationShown ? problems : noProblems, known: secrets }, known.pools),
  });
  const isWindows = draft.guest === 'windows';
  const set = secretNames.filter((name) => isWindows && !draft.removed.has(name) && (draft.secrets[name] !== '' || secrets.some((state) => state.name === name)) && (name !== 'domainPassword' || draft.membershipKind === 'domain'));

  return (
    <Wizard
      isOpen
      title={spec === null ? say('customization.newCustomizationSpecification') : say('customization.editNamed', { name: spec.values.name })}
      onClose={onClose}
      onFinish={() => void finish()}
      finishLabel={spec === null ? say('customization.finish') : say('common.save')}
      isBusy={isBusy}
      errorText={fault === null ? undefined : [fault.message, fault.hint].filter(Boolean).join(' ')}
      steps={[
        ...stepPlans.filter(({ isForWindows }) => isWindows || isForWindows !== true).map(stepOf),
        {
          id: 'review',
          title: say('common.readyToComplete'),
          isValid: values !== null,
          invalidText: [...problems.values()][0],
          content: <SpecReview values={values} pools={known.pools} secretNames={set} />,
        },
      ]}
    />
  );
}

function withTaken(read: ReturnType<typeof readDraft>, isTaken: boolean, name: string): ReturnType<typeof readDraft> {
  if (!isTaken) return read;
  return { values: null, problems: new Map([...read.problems, ['name', say('customization.specificationNameTaken', { name })]]) };
}
