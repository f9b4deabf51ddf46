import type { ReactNode, Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { say } from '../strings/say.ts';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';
import { Spinner } from './Spinner.tsx';
import { Tooltip } from './Tooltip.tsx';

export type ButtonVariant = 'primary' | 'outline' | 'flat' | 'danger';

export interface ButtonProps {
  children: ReactNode;
  onPress?: () => void;
  variant?: ButtonVariant;
  icon?: IconName;
  isDisabled?: boolean;
  /** Disables the button without taking it out of the tab order, and tells why. */
  disabledReason?: string | undefined;
  /** Shows a spinner and ignores presses while the action runs. */
  isBusy?: boolean;
  type?: 'button' | 'submit';
  autoFocus?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  children, onPress, variant = 'outline', icon, isDisabled = false, disabledReason, isBusy = false, type = 'button', autoFocus = false, ref,
}: ButtonProps) {
  const isSoftDisabled = disabledReason !== undefined;
  const button = (
    <AriaButton
      ref={ref ?? null}
      type={type}
      className={`ui-button ui-button-${variant}${isSoftDisabled ? ' is-soft-disabled' : ''}`}
      isDisabled={isDisabled}
      isPending={isBusy}
      autoFocus={autoFocus}
      {...(isSoftDisabled ? { 'aria-disabled': true } : {})}
      onPress={() => {
        if (!isSoftDisabled) onPress?.();
      }}
    >
      {isBusy ? <Spinner label={say('ui.working')} sizePx={14} /> : icon === undefined ? null : <Icon name={icon} />}
      <span className="ui-button-label">{children}</span>
    </AriaButton>
  );
  return isSoftDisabled ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}
