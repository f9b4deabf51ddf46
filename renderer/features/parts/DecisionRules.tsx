import { Disclosure } from '../../ui/Disclosure.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import type { Attempt, Decision, RuleResult } from '../../../shared/model/offload.ts';
import { wayWords } from '../../../shared/offloadWords.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from './Bytes.tsx';
import { outcomeLooks, verdictLooks } from './decisionWords.ts';
import { Filled, slots } from './Filled.tsx';

export interface DecisionRulesProps {
  decision: Pick<Decision, 'operation' | 'attempts' | 'reason'>;
  /** Shows the rules of every way from the start, not only of those that a rule spoke against. */
  isOpen?: boolean;
}

/** Each way that was considered, in order, with its rules. The host's own way has none. */
export function DecisionRules({ decision, isOpen = false }: DecisionRulesProps) {
  return (
    <ol className="app-attempts" aria-label={say('parts.waysConsidered')}>
      {decision.attempts.map((attempt, n) => (
        // The same way can be tried twice; their order never changes.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={n} className="app-attempt">
          <AttemptLine attempt={attempt} name={wayWords(decision.operation, attempt)} headReason={decision.reason} isOpen={isOpen} />
        </li>
      ))}
    </ol>
  );
}

function AttemptLine({ attempt, name, headReason, isOpen }: { attempt: Attempt; name: string; headReason: string; isOpen: boolean }) {
  const { outcome, rules, reason, movedBytes } = attempt;
  const look = outcomeLooks[outcome];
  // The headline and the rule that failed say it as well.
  const isToldAlready = reason === headReason || rules.some(({ verdict, facts }) => verdict === 'failed' && facts === reason);
  const hasMoved = outcome === 'failed' && movedBytes > 0;
  const status = (
    <StatusText icon={look.icon} tone={look.tone}>
      {look.text}
    </StatusText>
  );
  return (
    <>
      {rules.length === 0 ? (
        <div className="app-attempt-line">
          <span className="app-attempt-name">{name}</span>
          {status}
        </div>
      ) : (
        <Disclosure label={name} aside={status} isInitiallyOpen={isOpen || rules.some(({ verdict }) => verdict === 'failed')}>
          <ol className="app-rules" aria-label={say('parts.rulesFor', { name })}>
            {rules.map((rule) => (
              <RuleLine key={rule.id} rule={rule} isDecisive={rule.id === firstFailedOf(rules)} />
            ))}
          </ol>
        </Disclosure>
      )}
      {isToldAlready && !hasMoved ? null : (
        <p className="app-note app-attempt-reason">
          {isToldAlready ? '' : reason}
          {hasMoved ? (
            <>
              {' '}
              <Filled text={say('parts.movedBeforeFailure', { size: slots[0] })}><Bytes value={movedBytes} /></Filled>
            </>
          ) : null}
        </p>
      )}
    </>
  );
}

function firstFailedOf(rules: readonly RuleResult[]): RuleResult['id'] | undefined {
  return rules.find(({ verdict }) => verdict === 'failed')?.id;
}

function RuleLine({ rule, isDecisive }: { rule: RuleResult; isDecisive: boolean }) {
  const look = verdictLooks[rule.verdict];
  return (
    <li className={isDecisive ? 'app-rule is-decisive' : 'app-rule'}>
      <Icon name={look.icon} sizePx={14} tone={look.tone} />
      <span className="app-rule-verdict">{look.text}</span>
      <span className="app-rule-texts">
        <span className="app-rule-title">{rule.title}</span>
        <span className="app-rule-facts">{rule.facts}</span>
      </span>
    </li>
  );
}
