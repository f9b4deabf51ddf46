import { Alert } from '../../ui/Alert.tsx';
import type { Fixes } from '../../stores/offloadFixes.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { Decision, OffloadFix, Trail } from '../../../shared/model/offload.ts';
import { say } from '../../strings/say.ts';
import { CallButton } from './CallButton.tsx';
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

const { lifecycle, offload } = contract;
const fixCalls = { setHostSwitch: offload.setHostSwitches, setDatastoreSwitch: offload.setDatastore, clearDistrust: offload.clearDistrust, powerOff: lifecycle.power } as const;

function FixLine({ fix, fixes }: { fix: OffloadFix; fixes: Fixes }) {
  const { action, text } = fix;
  return (
    <li className="app-fix">
      <span>{text}</span>
      {action === null ? null : (
        <CallButton call={fixCalls[action.kind]} isBusy={fixes.isBusy} onPress={() => fixes.apply(fix)}>
          {fixLabel(action)}
        </CallButton>
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
        <Alert tone={applied.isUndone ? 'info' : 'success'} isLive {...(applied.canUndo ? { action: { label: say('common.undo'), onAction: undo } } : {})}>
          {applied.isUndone ? say('parts.fixTakenBack', { fix: applied.text }) : say('parts.fixDone', { fix: applied.text })}
        </Alert>
      )}
    </>
  );
}
