import { say } from '../../strings/say.ts';
import { Bytes } from './Bytes.tsx';
import { Filled, slots } from './Filled.tsx';

/** A size now and after what is planned. */
export function BeforeAfter({ before, after }: { before: number; after: number }) {
  if (before === after) return <Filled text={say('parts.sizeUnchanged', { size: slots[0] })}><Bytes value={before} /></Filled>;
  return <Filled text={say('parts.sizeBeforeAfter', { before: slots[0], after: slots[1] })}><Bytes value={before} /><Bytes value={after} /></Filled>;
}
