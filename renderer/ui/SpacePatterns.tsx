export type SpaceTone = 'unique' | 'shared' | 'saved' | 'zero' | 'free' | 'used' | 'snapshot' | 'reserved';

/** The paint of a tone: a colour, and for some a texture of its own, so that parts differ without colour too. */
export function tonePaint(patternId: string, tone: SpaceTone): string {
  return `url(#${patternId}-${tone})`;
}

export interface SpacePatternsProps {
  id: string;
}

const side = 8;

/** Definitions for one drawing; put it inside the svg that uses them. */
export function SpacePatterns({ id }: SpacePatternsProps) {
  const pattern = { width: side, height: side, patternUnits: 'userSpaceOnUse' };
  const ground = (tone: SpaceTone) => <rect width={side} height={side} className={`ui-tone-${tone}`} />;
  return (
    <defs>
      <pattern id={`${id}-unique`} {...pattern}>{ground('unique')}</pattern>
      <pattern id={`${id}-used`} {...pattern}>{ground('used')}</pattern>
      <pattern id={`${id}-shared`} {...pattern}>
        {ground('shared')}
        <path className="ui-tone-line" d="M-2 2 2 -2M0 8 8 0M6 10 10 6" />
      </pattern>
      <pattern id={`${id}-saved`} {...pattern}>
        {ground('saved')}
        <path className="ui-tone-line" d="M0 4h8M4 0v8" />
      </pattern>
      <pattern id={`${id}-zero`} {...pattern}>
        {ground('zero')}
        <path className="ui-tone-line" d="M4 4h0" />
      </pattern>
      <pattern id={`${id}-snapshot`} {...pattern}>
        {ground('snapshot')}
        <path className="ui-tone-line" d="M0 2h8M0 6h8" />
      </pattern>
      <pattern id={`${id}-reserved`} {...pattern}>
        {ground('reserved')}
        <path className="ui-tone-line" d="M-2 6 2 10M0 0 8 8M6 -2 10 2" />
      </pattern>
      <pattern id={`${id}-free`} {...pattern}>{ground('free')}</pattern>
    </defs>
  );
}
