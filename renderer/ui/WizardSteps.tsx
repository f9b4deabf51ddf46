import { say } from '../strings/say.ts';
import { Icon } from './Icon.tsx';

export interface WizardStepsProps {
  steps: readonly { id: string; title: string }[];
  currentIndex: number;
  furthestIndex: number;
  /** Steps behind this one can be visited directly. */
  lastReachableIndex: number;
  isLocked: boolean;
  onGoTo: (index: number) => void;
}

export function WizardSteps({ steps, currentIndex, furthestIndex, lastReachableIndex, isLocked, onGoTo }: WizardStepsProps) {
  return (
    <ol className="ui-wizard-steps">
      {steps.map((step, index) => {
        const isCurrent = index === currentIndex;
        const isDone = !isCurrent && index < furthestIndex && index <= lastReachableIndex;
        const isReachable = !isCurrent && index <= lastReachableIndex && !isLocked;
        const classes = ['ui-wizard-step'];
        if (isCurrent) classes.push('is-current');
        else if (isDone) classes.push('is-done');
        else classes.push('is-pending');
        const mark = <span className="ui-wizard-mark">{isDone ? <Icon name="check" sizePx={14} label={say('ui.done')} /> : index + 1}</span>;
        return (
          <li key={step.id} className={classes.join(' ')} {...(isCurrent ? { 'aria-current': 'step' } : {})}>
            {isReachable ? (
              <button type="button" onClick={() => onGoTo(index)}>
                {mark}
                {step.title}
              </button>
            ) : (
              <span className="ui-wizard-still">
                {mark}
                {step.title}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
