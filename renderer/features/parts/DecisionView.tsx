import { Icon } from '../../ui/Icon.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import type { Fixes } from '../../stores/offloadFixes.ts';
import type { Decision, Trail } from '../../../shared/model/offload.ts';
import { formatDuration } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from './Bytes.tsx';
import { DecisionFixes } from './DecisionFixes.tsx';
import { TrailFacts } from './DecisionFacts.tsx';
import { DecisionRules, type DecisionRulesProps } from './DecisionRules.tsx';
import { decisionLook, headline } from './decisionWords.ts';
import { Filled, slots } from './Filled.tsx';

/** One operation in full: the way it took, why, what each rule said, what was moved, and what would have made it better. */
export function TrailView({ trail, fixes }: { trail: Trail; fixes: Fixes }) {
  return (
    <div className="app-decision">
      <Headline decision={trail} text={headline(trail, trail.moved)} />
      <DecisionFixes decision={trail} fixes={fixes} />
      <div className="app-trail-facts">
        <MovedFacts trail={trail} />
        <TrailFacts trail={trail} />
      </div>
      <Ways decision={trail} isOpen />
    </div>
  );
}

/** The same ahead of the operation: nothing has been moved, nothing is measured. */
export function DecisionView({ decision, fixes }: { decision: Decision; fixes: Fixes }) {
  return (
    <div className="app-decision">
      <Headline decision={decision} text={headline(decision, null)} />
      <DecisionFixes decision={decision} fixes={fixes} />
      <Ways decision={decision} isOpen />
    </div>
  );
}

function Headline({ decision, text }: { decision: Decision | Trail; text: string }) {
  const look = decisionLook(decision);
  const failure = 'failure' in decision ? decision.failure : null;
  return (
    <div className="app-headline">
      <Icon name={look.icon} sizePx={22} tone={look.tone} label={look.text} />
      <div>
        <p className="app-headline-title">{failure === null ? text : say('parts.failedBecause', { cause: failure })}</p>
        <p>{decision.reason}</p>
      </div>
    </div>
  );
}

/** The rules behind a decision, under their own heading. */
export function Ways({ decision, isOpen = false }: DecisionRulesProps) {
  return (
    <section className="app-ways">
      <h3 className="app-subhead">{say('parts.waysConsideredInOrder')}</h3>
      <DecisionRules decision={decision} isOpen={isOpen} />
    </section>
  );
}

function MovedFacts({ trail }: { trail: Trail }) {
  const { moved } = trail;
  return (
    <section className="app-moved" aria-label={say('parts.measured')}>
      <h3 className="app-subhead">{say('parts.measured')}</h3>
      <KeyValueList
        items={[
          { label: say('parts.storageNetwork'), value: <Filled text={say('parts.networkTraffic', { read: slots[0], written: slots[1] })}><Bytes value={moved.networkReadBytes} /><Bytes value={moved.networkWriteBytes} /></Filled> },
          { label: say('parts.disksOfTheArray'), value: <Filled text={say('parts.arrayTraffic', { read: slots[0], written: slots[1] })}><Bytes value={moved.arrayReadBytes} /><Bytes value={moved.arrayWriteBytes} /></Filled> },
          { label: say('parts.allocated'), value: <Bytes value={moved.allocatedBytes} /> },
          { label: say('common.timeTaken'), value: formatDuration(trail.elapsedMs) },
        ]}
      />
    </section>
  );
}
