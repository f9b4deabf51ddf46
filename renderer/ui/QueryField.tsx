import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { say } from '../strings/say.ts';
import type { CaretText, Completer, FilterProblem } from './filterLanguage.ts';
import { SearchField } from './SearchField.tsx';

export interface QueryFieldProps {
  /** Accessible name; the placeholder is only a hint. */
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  completer: Completer;
  problem: FilterProblem | null;
}

const nothingOffered = { start: 0, end: 0, items: [] } as const;

/**
 * A filter line that offers what may be typed next, and says under it what it cannot read. Arrow
 * down goes into the offers, Enter takes one, Escape closes them and then clears the line.
 */
export function QueryField({ label, placeholder, value, onChange, completer, problem }: QueryFieldProps) {
  const listId = useId();
  const problemId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [asked, setAsked] = useState<CaretText | null>(null);
  const [activeIndex, setActiveIndex] = useState<number | null>(null);
  const placed = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (placed.current === null) return;
    input.current?.setSelectionRange(placed.current, placed.current);
    placed.current = null;
  });

  // Offers are for the text they were made for; whoever changes it from outside has no use for them.
  const offers = asked === null || asked.text !== value ? nothingOffered : completer.complete(asked);
  const isOpen = offers.items.length > 0;
  const active = activeIndex === null ? undefined : offers.items[activeIndex];
  const ask = (at: CaretText | null) => {
    setAsked(at);
    setActiveIndex(null);
  };
  const take = (insert: string) => {
    const next = completer.apply(value, offers, insert);
    placed.current = next.caret;
    onChange(next.text);
    // Behind a field's name its values follow at once.
    ask(next.text.charAt(next.caret - 1) === ' ' ? null : next);
  };
  const move = (step: 1 | -1) => {
    const count = offers.items.length;
    setActiveIndex((before) => (before === null ? (step === 1 ? 0 : count - 1) : (before + step + count) % count));
  };
  const handleKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowDown' && !isOpen) {
      ask({ text: value, caret: event.currentTarget.selectionStart ?? value.length });
    } else if (isOpen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && active !== undefined) {
      take(active.insert);
    } else if (event.key === 'Escape' && isOpen) {
      ask(null);
      event.stopPropagation();
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <>
      <div className="ui-query">
        <SearchField
          ref={input}
          label={label}
          placeholder={placeholder}
          value={value}
          onChange={(text) => {
            onChange(text);
            // Offers would be in the way of somebody who has just cleared the line.
            ask(text === '' ? null : { text, caret: input.current?.selectionStart ?? text.length });
          }}
          onBlur={() => ask(null)}
          onKeyDown={handleKey}
          suggestions={{ listId, isOpen, isSearchbox: true, activeOptionId: active === undefined ? undefined : `${listId}-${activeIndex}` }}
          {...(problem === null ? {} : { describedById: problemId, isInvalid: problem.isError })}
        />
        {isOpen ? (
          // Pressing the mouse must not take the focus from the field, or the list would be gone before the click.
          <div className="ui-query-offers" id={listId} role="listbox" aria-label={say('ui.whatCanBeTyped', { field: label })} onMouseDown={(event) => event.preventDefault()}>
            {offers.items.map(({ insert, detail }, index) => (
              <div
                key={insert}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === activeIndex}
                ref={index === activeIndex ? (element) => element?.scrollIntoView({ block: 'nearest' }) : null}
                className={index === activeIndex ? 'ui-query-offer is-active' : 'ui-query-offer'}
                onClick={() => take(insert)}
              >
                <span className="ui-query-insert">{insert}</span>
                <span className="ui-query-detail">{detail}</span>
              </div>
            ))}
          </div>
        ) : null}
      </div>
      <div className="ui-query-notes" aria-live="polite">
        {problem === null ? null : (
          <p id={problemId} className={problem.isError ? 'ui-query-problem is-error' : 'ui-query-problem'}>
            {problem.text}
          </p>
        )}
      </div>
    </>
  );
}
