/** The links at the end of alerts. */
import { denialOf, type DeclaredCall } from '../../stores/access.ts';
import { dialogDenial, openDialog, type DialogRequest } from '../../stores/dialogs.ts';

interface WithAction {
  action?: { label: string; onAction: () => void };
}

/** A link that leads to a dialog, to be spread into an alert; nothing where the role does not allow what the dialog is for. */
export function dialogAction(label: string, request: DialogRequest): WithAction {
  return dialogDenial(request) === undefined ? { action: { label, onAction: () => openDialog(request) } } : {};
}

/** A link that ends in a call of the yard, likewise. */
export function callAction(label: string, call: DeclaredCall, onAction: () => void): WithAction {
  return denialOf(call) === undefined ? { action: { label, onAction } } : {};
}
