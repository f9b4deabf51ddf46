import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { say } from '../strings/say.ts';
import { Alert } from './Alert.tsx';
import { Button } from './Button.tsx';
import { FocusReturn } from './FocusReturn.tsx';
import { IconButton } from './IconButton.tsx';
import { WizardSteps } from './WizardSteps.tsx';

export interface WizardStepContext {
  /** True once Next was pressed on this step in vain: time to show what is missing. */
  isValidationShown: boolean;
}

export interface WizardStep {
  id: string;
  title: string;
  content: ReactNode | ((context: WizardStepContext) => ReactNode);
  /** False keeps the user on the step; true when left out. */
  isValid?: boolean;
  /** What is missing, shown above the content after Next was pressed in vain. */
  invalidText?: string | undefined;
  /** Why one has to wait before going on from here; nothing is wrong. */
  pendingText?: string | undefined;
  /** True while it is being worked out whether the step is valid: who goes on meanwhile waits for that, and then goes on. */
  isPending?: boolean;
  /** Runs after the step was found valid; answering false stays on it. */
  onNext?: () => boolean | Promise<boolean>;
}

export interface WizardProps {
  isOpen: boolean;
  title: string;
  steps: readonly WizardStep[];
  finishLabel?: string;
  onFinish: () => void;
  /** Cancel, Escape and the close button. */
  onClose: () => void;
  /** The work of Finish runs: nothing can be pressed. */
  isBusy?: boolean;
  /** Why Finish was refused. */
  errorText?: string | undefined;
  /** What concerns the wizard as a whole, such as that it could not be put aside; shown on every step. */
  alertText?: string | undefined;
  /** Where to begin: the steps up to this one count as seen. The first one when left out or not among the steps. */
  initialStepId?: string | undefined;
  /** Offers to put the wizard aside, and tells on which step it was. */
  onMinimise?: (stepId: string) => void;
}

/**
 * Steps at the left, content, and Cancel, Back, Next below. What is typed belongs to the caller, so going back loses nothing.
 * Steps may come and go behind the present one: those that have not been seen are not skipped.
 */
export function Wizard({ isOpen, ...rest }: WizardProps) {
  return (
    <ModalOverlay
      className="ui-overlay"
      isOpen={isOpen}
      isKeyboardDismissDisabled={rest.isBusy ?? false}
      onOpenChange={(isNowOpen) => {
        if (!isNowOpen && rest.isBusy !== true) rest.onClose();
      }}
    >
      <Modal className="ui-modal ui-modal-wizard">
        <FocusReturn />
        <Dialog className="ui-wizard">
          <WizardBody {...rest} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function WizardBody({ title, steps, finishLabel = say('ui.finish'), onFinish, onClose, isBusy = false, errorText, alertText, initialStepId, onMinimise }: Omit<WizardProps, 'isOpen'>) {
  const [seen, setSeen] = useState<readonly string[]>(() => stepsUpTo(steps, initialStepId));
  const [index, setIndex] = useState(() => Math.max(0, seen.length - 1));
  const [tried, setTried] = useState<ReadonlySet<string>>(new Set());
  const [isWaiting, setWaiting] = useState(false);
  const contentRef = useRef<HTMLDivElement>(null);
  const step = steps[index];
  if (step === undefined) return null;
  const unseen = steps.findIndex(({ id }) => !seen.includes(id));
  const furthest = unseen === -1 ? steps.length - 1 : Math.max(0, unseen - 1);
  const isLast = index === steps.length - 1;
  const isLocked = isBusy || isWaiting;
  const isValidationShown = tried.has(step.id) && step.isValid === false;

  const goTo = (target: number) => {
    const reached = steps[target];
    setIndex(target);
    if (reached !== undefined && !seen.includes(reached.id)) setSeen([...seen, reached.id]);
    // The new step's heading is read out and Tab goes on from there.
    requestAnimationFrame(() => contentRef.current?.querySelector<HTMLElement>('.ui-wizard-title')?.focus());
  };
  const goOn = async () => {
    if (step.isValid === false) {
      setTried(new Set([...tried, step.id]));
      requestAnimationFrame(() => contentRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    if (step.onNext !== undefined) {
      setWaiting(true);
      try {
        if (!(await step.onNext())) return;
      } finally {
        setWaiting(false);
      }
    }
    if (isLast) onFinish();
    else goTo(index + 1);
  };
  const firstInvalid = steps.findIndex((candidate) => candidate.isValid === false);
  const lastReachable = firstInvalid === -1 ? furthest : Math.min(furthest, firstInvalid);

  return (
    <>
      <div className="ui-wizard-side">
        <Heading slot="title" level={2} className="ui-wizard-name">
          {title}
        </Heading>
        <WizardSteps steps={steps} currentIndex={index} furthestIndex={furthest} lastReachableIndex={lastReachable} isLocked={isLocked} onGoTo={goTo} />
      </div>
      <div className="ui-wizard-main" ref={contentRef}>
        <div className="ui-wizard-head">
          <h3 className="ui-wizard-title" tabIndex={-1}>
            {step.title}
          </h3>
          <div className="ui-wizard-tools">
            {onMinimise === undefined ? null : <IconButton icon="minus" aria-label={say('ui.minimise')} onPress={() => onMinimise(step.id)} isDisabled={isLocked} />}
            <IconButton icon="close" aria-label={say('ui.cancelAndClose')} onPress={onClose} isDisabled={isLocked} />
          </div>
        </div>
        <div className="ui-wizard-content">
          {alertText === undefined ? null : (
            <Alert tone="danger" isLive>
              {alertText}
            </Alert>
          )}
          {isValidationShown ? (
            <Alert tone="danger" isLive>
              {step.invalidText ?? say('ui.completeThisStep')}
            </Alert>
          ) : null}
          {isLast && errorText !== undefined && errorText !== '' ? (
            <Alert tone="danger" isLive>
              {errorText}
            </Alert>
          ) : null}
          {typeof step.content === 'function' ? step.content({ isValidationShown }) : step.content}
        </div>
        <div className="ui-wizard-foot">
          <Button onPress={onClose} isDisabled={isLocked}>
            {say('ui.cancel')}
          </Button>
          {index === 0 ? null : (
            <Button onPress={() => goTo(index - 1)} isDisabled={isLocked}>
              {say('ui.back')}
            </Button>
          )}
          <NextButton key={step.id} label={isLast ? finishLabel : say('ui.next')} isBusy={isLocked} isPending={step.isPending ?? false} disabledReason={step.pendingText} onPress={() => void goOn()} />
        </div>
      </div>
    </>
  );
}

interface NextButtonProps {
  label: string;
  isBusy: boolean;
  isPending: boolean;
  disabledReason: string | undefined;
  onPress: () => void;
}

/** Next or Finish. Pressed while it is not known yet whether one can go on, it is busy until that is known. */
function NextButton({ label, isBusy, isPending, disabledReason, onPress }: NextButtonProps) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (!isHeld || isPending) return;
    setHeld(false);
    onPress();
  }, [isHeld, isPending, onPress]);
  return (
    <Button variant="primary" isBusy={isBusy || isHeld} disabledReason={disabledReason} onPress={isPending ? () => setHeld(true) : onPress}>
      {label}
    </Button>
  );
}

function stepsUpTo(steps: readonly WizardStep[], stepId: string | undefined): string[] {
  const index = Math.max(0, steps.findIndex(({ id }) => id === stepId));
  return steps.slice(0, index + 1).map(({ id }) => id);
}
