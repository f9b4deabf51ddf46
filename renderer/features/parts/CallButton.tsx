import { Button, type ButtonProps } from '../../ui/Button.tsx';
import { denialOf, type DeclaredCall } from '../../stores/access.ts';

export interface CallButtonProps extends ButtonProps {
  /** What it ends in. */
  call: DeclaredCall;
}

/** A button that ends in a call of the yard; disabled, with the role that it takes, where the person's does not allow that. */
export function CallButton({ call, disabledReason, ...rest }: CallButtonProps) {
  return <Button {...rest} disabledReason={denialOf(call) ?? disabledReason} />;
}
