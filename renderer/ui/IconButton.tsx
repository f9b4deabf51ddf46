import type { Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';
import { Tooltip } from './Tooltip.tsx';

export interface IconButtonProps {
  icon: IconName;
  /** The accessible name, also shown as a tooltip. */
  'aria-label': string;
  onPress: () => void;
  isDisabled?: boolean;
  /** For toggles: whether the thing the button controls is on. */
  isPressed?: boolean;
  /** For disclosure buttons: whether the thing the button opens is open. */
  isExpanded?: boolean;
  /** Colours for the dark header bar. */
  isOnHeader?: boolean;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({
  icon, 'aria-label': ariaLabel, onPress, isDisabled = false, isPressed, isExpanded, isOnHeader = false, className, ref,
}: IconButtonProps) {
  const classes = ['ui-icon-button'];
  if (isOnHeader) classes.push('ui-icon-button-header');
  if (className !== undefined) classes.push(className);
  return (
    <Tooltip text={ariaLabel}>
      <AriaButton
        ref={ref ?? null}
        className={classes.join(' ')}
        aria-label={ariaLabel}
        isDisabled={isDisabled}
        onPress={onPress}
        {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
        {...(isExpanded === undefined ? {} : { 'aria-expanded': isExpanded })}
      >
        <Icon name={icon} />
      </AriaButton>
    </Tooltip>
  );
}
