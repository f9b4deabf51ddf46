import { Disclosure } from '../../ui/Disclosure.tsx';
import { Icon } from '../../ui/Icon.tsx';
import type { Fixes } from '../../stores/offloadFixes.ts';
import type { Decision, MovedBytes } from '../../../shared/model/offload.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { DecisionFixes } from './DecisionFixes.tsx';
import { Ways } from './DecisionView.tsx';
import { decisionLook, headline } from './decisionWords.ts';

export interface DecisionSummaryProps {
  decision: Decision;
  /** How many clones it is about; left out for a single one. */
  count?: number;
  /** What was measured, once it has been carried out; left out ahead of it. */
  moved?: MovedBytes;
  fixes: Fixes;
}

/** A decision in short: the way, the reason, what would make it better; every rule behind a line that opens. */
export function DecisionSummary({ decision, count, moved, fixes }: DecisionSummaryProps) {
  const look = decisionLook(decision);
  return (
    <div className="app-decision-summary">
      <div className="app-headline">
        <Icon name={look.icon} tone={look.tone} label={look.text} />
        <div>
          <p className="app-headline-line">
            {count === undefined ? '' : `${formatCount(count)} × `}
            {headline(decision, moved ?? null)}
          </p>
          <p className="app-note">{decision.reason}</p>
        </div>
      </div>
      <DecisionFixes decision={decision} fixes={fixes} />
      <Disclosure label={say('parts.showEveryRule')}>
        <Ways decision={decision} isOpen />
      </Disclosure>
    </div>
  );
}
