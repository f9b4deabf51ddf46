/** Menus, toolbars and settings as the role of the person allows them. */
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

/** What a setting is for, with the role that it takes where the person's does not allow the call that it ends in; it is shown then and cannot be changed. */
export function limitedSetting(description: string, call: DeclaredCall): { readonly description: string; readonly isDisabled: boolean } {
  const denial = denialOf(call);
  return denial === undefined ? { description, isDisabled: false } : { description: `${description} ${denial}`, isDisabled: true };
}
