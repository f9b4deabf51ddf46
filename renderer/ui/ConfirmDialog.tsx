import type { ReactNode } from 'react';
import { say } from '../strings/say.ts';
import { Alert } from './Alert.tsx';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';

export interface ConfirmDialogProps {
  isOpen: boolean;
  /** Names the act and its object: "Delete 3 items". */
  title: string;
  children: ReactNode;
  /** The verb of the act: "Delete". Null while nothing can be done but to read why, and to close. */
  confirmLabel: string | null;
  onConfirm: () => void;
  onCancel: () => void;
  isDestructive?: boolean;
  isBusy?: boolean;
  /** Why the act was refused. */
  errorText?: string | undefined;
}

/** Asks before an act that cannot be taken back. Cancel has the focus first when the act destroys something. */
export function ConfirmDialog({
  isOpen, title, children, confirmLabel, onConfirm, onCancel, isDestructive = false, isBusy = false, errorText,
}: ConfirmDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onCancel}
      title={title}
      icon={isDestructive ? 'warning' : 'info'}
      iconTone={isDestructive ? 'warning' : 'accent'}
      size="small"
      role="alertdialog"
      isBusy={isBusy}
      footer={
        <>
          <Button onPress={onCancel} isDisabled={isBusy} autoFocus={isDestructive || confirmLabel === null}>
            {confirmLabel === null ? say('ui.close') : say('ui.cancel')}
          </Button>
          {confirmLabel === null ? null : (
            <Button variant={isDestructive ? 'danger' : 'primary'} onPress={onConfirm} isBusy={isBusy} autoFocus={!isDestructive}>
              {confirmLabel}
            </Button>
          )}
        </>
      }
    >
      {errorText === undefined || errorText === '' ? null : (
        <Alert tone="danger" isLive>
          {errorText}
        </Alert>
      )}
      {children}
    </Dialog>
  );
}
