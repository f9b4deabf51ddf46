import { say } from '../../strings/say.ts';
import { Bytes } from './Bytes.tsx';

/** A size now and after what is planned. */
export function BeforeAfter({ before, after }: { before: number; after: number }) {
  if (before === after) {
    return (
      <>
        <Bytes value={before} />{say('parts.unchanged')}
      </>
    );
  }
  return (
    <>
      <Bytes value={before} />{' '}{say('parts.now')}{' '}<Bytes value={after} />{' '}{say('parts.afterwards')}
    </>
  );
}
