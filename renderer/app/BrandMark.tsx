/** Cloneyard's own mark: one block and the copies that stand on it. */
import { say } from '../strings/say.ts';

export function BrandMark({ sizePx = 22 }: { sizePx?: number }) {
  return (
    <svg className="app-mark" width={sizePx} height={sizePx} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <rect x="8.5" y="2.5" width="13" height="13" rx="2" className="app-mark-back" />
      <rect x="5.5" y="5.5" width="13" height="13" rx="2" className="app-mark-middle" />
      <rect x="2.5" y="8.5" width="13" height="13" rx="2" className="app-mark-front" />
      <path d="M5.5 15h7M9 11.5v7" className="app-mark-sign" />
    </svg>
  );
}

export function Brand() {
  return (
    <span className="app-brand">
      <BrandMark />
      <span>{say('app.cloneyard')}</span>
    </span>
  );
}
