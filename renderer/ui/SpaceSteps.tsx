import { scaleLinear } from 'd3-scale';
import { Fragment } from 'react';
import type { SpaceTone } from './SpacePatterns.tsx';

export interface SpaceStep {
  /** "Provisioned", "Logical", "Physical". */
  label: string;
  /** Any unit, the same for all steps. */
  value: number;
  valueText: string;
  tone: SpaceTone;
  /** What lies between the step above and this one: "not written". */
  differenceLabel?: string;
  differenceText?: string;
}

export interface SpaceStepsProps {
  label: string;
  steps: readonly SpaceStep[];
}

/** Aligned bars, each shorter than the one above, with what made the difference named in the gap. */
export function SpaceSteps({ label, steps }: SpaceStepsProps) {
  const longest = Math.max(1, ...steps.map((step) => step.value));
  const percent = scaleLinear([0, longest], [0, 100]).clamp(true);
  return (
    <div className="ui-steps" role="group" aria-label={label}>
      {steps.map((step, index) => {
        const above = index === 0 ? undefined : steps[index - 1];
        const width = percent(step.value);
        const gap = above === undefined ? 0 : Math.max(0, percent(above.value) - width);
        const hasDifference = step.differenceLabel !== undefined && step.differenceText !== undefined;
        return (
          <Fragment key={step.label}>
            <span className="ui-steps-label">{step.label}</span>
            <span className="ui-steps-line">
              <span className={`ui-steps-bar ui-tone-fill-${step.tone}`} style={{ width: `max(2px, ${width}%)` }} />
              {gap > 0 ? <span className="ui-steps-gap" style={{ width: `${gap}%` }} /> : null}
            </span>
            <span className="ui-steps-value">{step.valueText}</span>
            {hasDifference ? (
              <span className="ui-steps-difference">
                {step.differenceText} {step.differenceLabel}
              </span>
            ) : null}
          </Fragment>
        );
      })}
    </div>
  );
}
