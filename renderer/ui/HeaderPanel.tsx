import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { Badge } from './Badge.tsx';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';
import { findLandmark } from './landmarks.ts';

export interface HeaderPanelProps {
  icon: IconName;
  title: string;
  /** How many things are in it, shown on the button. */
  count: number;
  /** The name of the button, with the count in words. */
  'aria-label': string;
  onOpen?: () => void;
  children: (close: () => void) => ReactNode;
}

/** A button of the header that opens a small panel under it. */
export function HeaderPanel({ icon, title, count, 'aria-label': ariaLabel, onOpen, children }: HeaderPanelProps) {
  const buttonRef = useRef<HTMLButtonElement>(null);
  // Within a landmark, the panel is found where its button is.
  const [landmark, setLandmark] = useState<Element>();
  return (
    <DialogTrigger
      onOpenChange={(isOpen) => {
        if (!isOpen) return;
        setLandmark(findLandmark(buttonRef.current));
        onOpen?.();
      }}
    >
      <Button ref={buttonRef} className="ui-icon-button ui-icon-button-header ui-header-panel-button" aria-label={ariaLabel}>
        <Icon name={icon} />
        <Badge>{count}</Badge>
      </Button>
      <Popover className="ui-popover ui-header-panel" placement="bottom end" offset={4} {...(landmark === undefined ? {} : { UNSTABLE_portalContainer: landmark })}>
        <Dialog className="ui-header-panel-body">
          {({ close }) => (
            <>
              <Heading slot="title" level={2} className="ui-header-panel-title">
                {title}
              </Heading>
              {children(close)}
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
