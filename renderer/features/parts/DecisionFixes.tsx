import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import type { Fixes } from '../../stores/offloadFixes.ts';
import type { Decision, OffloadFix, Trail } from '../../../shared/model/offload.ts';
import { fixesTitle, fixLabel } from './decisionWords.ts';
import { FaultAlert } from './FaultAlert.tsx';

/** What would have to be different, with a button where it can be done here. */
export function DecisionFixes({ decision, fixes }: { decision: Decision | Trail; fixes: Fixes }) {
  if (decision.fixes.length === 0) return null;
  const title = fixesTitle(decision);
  return (
    <section className="app-fixes" aria-label={title}>
      <h3 className="app-subhead">{title}</h3>
      <ul>
        {decision.fixes.map((fix) => (
          <FixLine key={`${fix.ruleId} ${fix.text}`} fix={fix} fixes={fixes} />
        ))}
      </ul>
    </section>
  );
}

function FixLine({ fix, fixes }: { fix: OffloadFix; fixes: Fixes }) {
  const { action, text } = fix;
  return (
    <li className="app-fix">
      <span>{text}</span>
      {action === null ? null : (
        <Button isBusy={fixes.isBusy} onPress={() => fixes.apply(fix)}>
          {fixLabel(action)}
        </Button>
      )}
    </li>
  );
}

/** What was done by a fix, with the way back; it stays where the fix was pressed, whatever is decided anew. */
export function FixNotice({ fixes }: { fixes: Fixes }) {
  const { applied, fault, undo } = fixes;
  return (
    <>
      {fault === null ? null : <FaultAlert fault={fault} />}
      {applied === null ? null : (
        <Alert tone={applied.isUndone ? 'info' : 'success'} isLive {...(applied.canUndo ? { action: { label: 'Undo', onAction: undo } } : {})}>
          {applied.isUndone ? 'Taken back: ' : 'Done: '}
          {applied.text}
        </Alert>
      )}
    </>
  );
}
