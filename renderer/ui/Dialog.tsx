import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { say } from '../strings/say.ts';
import { FocusReturn } from './FocusReturn.tsx';
import { Icon } from './Icon.tsx';
import type { IconName, IconTone } from './Icon.tsx';
import { IconButton } from './IconButton.tsx';

export type DialogSize = 'small' | 'medium' | 'large';

export interface DialogProps {
  isOpen: boolean;
  /** Called by Escape, by the close button and by nothing else: a click outside never loses input. */
  onClose: () => void;
  title: string;
  icon?: IconName;
  iconTone?: IconTone;
  children: ReactNode;
  /** Buttons, the one that acts last. */
  footer?: ReactNode;
  size?: DialogSize;
  /** While true the dialog cannot be closed. */
  isBusy?: boolean;
  role?: 'dialog' | 'alertdialog';
}

/** A modal dialog: focus stays inside while it is open and returns to where it was. */
export function Dialog({ isOpen, onClose, title, icon, iconTone = 'accent', children, footer, size = 'medium', isBusy = false, role = 'dialog' }: DialogProps) {
  return (
    <ModalOverlay
      className="ui-overlay"
      isOpen={isOpen}
      isKeyboardDismissDisabled={isBusy}
      onOpenChange={(isNowOpen) => {
        if (!isNowOpen && !isBusy) onClose();
      }}
    >
      <Modal className={`ui-modal ui-modal-${size}`}>
        <FocusReturn />
        <AriaDialog className="ui-dialog" role={role}>
          <div className="ui-dialog-head">
            {icon === undefined ? null : <Icon name={icon} sizePx={22} tone={iconTone} />}
            <Heading slot="title" level={2} className="ui-dialog-title">
              {unbrokenNames(title)}
            </Heading>
            <IconButton icon="close" aria-label={say('ui.close')} onPress={onClose} isDisabled={isBusy} />
          </div>
          <div className="ui-dialog-body">{children}</div>
          {footer === undefined ? null : <div className="ui-dialog-foot">{footer}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Names such as esx-01.yard.local would be broken at their hyphens; in a title they go to the next line whole, if they fit there. */
function unbrokenNames(title: string): ReactNode {
  return title.split(/( )/).map((word, index) => (word.includes('-') ? <span key={index} className="ui-dialog-word">{word}</span> : word));
}
