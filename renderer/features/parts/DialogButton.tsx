import { Button, type ButtonProps } from '../../ui/Button.tsx';
import { dialogDenial, openDialog, type DialogRequest } from '../../stores/dialogs.ts';

export interface DialogButtonProps extends Omit<ButtonProps, 'onPress'> {
  request: DialogRequest;
}

/** A button that opens a dialog; disabled, with the role that it takes, where the person's does not allow what the dialog is for. */
export function DialogButton({ request, disabledReason, ...rest }: DialogButtonProps) {
  return <Button {...rest} disabledReason={dialogDenial(request) ?? disabledReason} onPress={() => openDialog(request)} />;
}
