import { useRef, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { findLandmark } from './landmarks.ts';

export interface TooltipProps {
  text: ReactNode;
  /** A focusable React Aria element, such as a button. */
  children: ReactElement;
}

/** Shows a short text beside its trigger on hover and on keyboard focus. */
export function Tooltip({ text, children }: TooltipProps) {
  const placeRef = useRef<HTMLSpanElement>(null);
  const [landmark, setLandmark] = useState<Element>();
  return (
    <TooltipTrigger
      delay={500}
      closeDelay={80}
      onOpenChange={(isOpen) => {
        if (isOpen) setLandmark(findLandmark(placeRef.current));
      }}
    >
      {children}
      <span ref={placeRef} hidden />
      <AriaTooltip className="ui-tooltip" offset={6} {...(landmark === undefined ? {} : { UNSTABLE_portalContainer: landmark })}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
