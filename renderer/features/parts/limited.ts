/** Menus and toolbars as the role of the person allows them. */
import { denialOf, type DeclaredCall } from '../../stores/access.ts';
import type { ActionItem } from '../../ui/actions.ts';

/** By the id of an action, the call of the yard that it ends in. Null: it changes nothing, as going somewhere or copying a link. */
export type ActionCalls = Readonly<Record<string, DeclaredCall | null>>;

/** The same actions, those disabled that the role does not allow, whatever else there is to be said about them. One that is not listed is for administrators. */
export function limited(actions: readonly ActionItem[], calls: ActionCalls): ActionItem[] {
  return actions.map((action) => {
    const call = calls[action.id];
    const denial = call === null ? undefined : denialOf(call);
    return denial === undefined ? action : { ...action, disabledReason: denial };
  });
}
