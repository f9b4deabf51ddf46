import { useRef } from 'react';

const pauseMs = 1_000;

/** Collects letters typed in quick succession; a pause starts over. */
export function useTypeAhead(): (letter: string) => string {
  const typed = useRef({ text: '', atMs: 0 });
  return (letter) => {
    const nowMs = performance.now();
    const text = nowMs - typed.current.atMs > pauseMs ? letter : typed.current.text + letter;
    typed.current = { text, atMs: nowMs };
    return text;
  };
}

/**
 * The index of the next label that starts with the typed text, going round
 * once. One letter looks after the current entry, so that repeating it walks on;
 * more letters may keep the current entry.
 */
export function findByPrefix(labels: readonly string[], currentIndex: number, typedText: string): number | null {
  const prefix = typedText.toLowerCase();
  const isRepeat = [...prefix].every((letter) => letter === prefix[0]);
  const needle = isRepeat ? prefix.slice(0, 1) : prefix;
  const first = isRepeat ? currentIndex + 1 : currentIndex;
  for (let step = 0; step < labels.length; step += 1) {
    const index = (first + step + labels.length) % labels.length;
    if (labels[index]?.toLowerCase().startsWith(needle) === true) return index;
  }
  return null;
}
