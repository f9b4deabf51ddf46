import { Children, Fragment, type ReactElement } from 'react';

/** What a sentence takes as the values of its elements, in the order of the elements. Of Unicode's private use area, so that no text has them. */
export const slots = ['\uE000', '\uE001', '\uE002'] as const;

/** A sentence with elements in the middle of it, wherever its language puts them. */
export function Filled({ text, children }: { text: string; children: ReactElement | readonly ReactElement[] }) {
  const elements = Children.toArray(children);
  return text.split(/([\uE000-\uE002])/).map((piece, index) => {
    const slot = slots.findIndex((mark) => mark === piece);
    return <Fragment key={index}>{slot === -1 ? piece : elements[slot]}</Fragment>;
  });
}
