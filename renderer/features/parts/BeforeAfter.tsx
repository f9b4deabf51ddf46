import { Bytes } from './Bytes.tsx';

/** A size now and after what is planned. */
export function BeforeAfter({ before, after }: { before: number; after: number }) {
  if (before === after) {
    return (
      <>
        <Bytes value={before} />, unchanged
      </>
    );
  }
  return (
    <>
      <Bytes value={before} /> now, <Bytes value={after} /> afterwards
    </>
  );
}
