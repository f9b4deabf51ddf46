import { scaleLinear } from 'd3-scale';
import { useId } from 'react';
import { SpacePatterns, tonePaint } from './SpacePatterns.tsx';
import type { SpaceTone } from './SpacePatterns.tsx';

export type { SpaceTone };

export interface SpaceSegment {
  label: string;
  /** Any unit, the same for all segments. */
  value: number;
  /** The value as people read it: "4.1 GiB". */
  valueText: string;
  tone: SpaceTone;
}

export interface SpaceBarProps {
  /** What the bar shows, read out before its parts. */
  label: string;
  segments: readonly SpaceSegment[];
  /** Length of the whole bar in the segments' unit; their sum when left out. */
  total?: number;
  /** Places along the bar that mean something, such as a threshold; at most a few, in order. */
  marks?: readonly SpaceMark[];
}

export interface SpaceMark {
  /** In the segments' unit. */
  value: number;
  /** Short, since it stands under the bar: "75 %". */
  label: string;
}

const sliverPercent = 0.8;

/** One bar of parts, with a legend that carries the same numbers as text. */
export function SpaceBar({ label, segments, total, marks = [] }: SpaceBarProps) {
  const patternId = useId();
  const shown = segments.filter((segment) => segment.value > 0);
  const sum = segments.reduce((all, segment) => all + Math.max(0, segment.value), 0);
  const scale = scaleLinear([0, Math.max(total ?? sum, sum, 1)], [0, 100]);
  const description = `${label}: ${segments.map((segment) => `${segment.label} ${segment.valueText}`).join(', ')}`;
  const last = marks.length - 1;
  let startPercent = 0;
  return (
    <figure className="ui-space">
      <svg className="ui-space-bar" role="img" aria-label={description}>
        <SpacePatterns id={patternId} />
        <rect className="ui-space-track" x={0} y={0} width="100%" height="100%" />
        {shown.map((segment) => {
          const x = startPercent;
          // A part too small to see still gets a sliver, because it is there; the others move on by as much.
          const width = Math.max(sliverPercent, scale(segment.value));
          startPercent += width;
          const className = width < 1.5 ? 'ui-space-sliver' : 'ui-space-part';
          return <rect key={segment.label} x={`${x}%`} width={`${width}%`} height="100%" className={className} fill={tonePaint(patternId, segment.tone)} />;
        })}
        {marks.map((mark) => (
          <line key={mark.label} className="ui-space-limit" x1={`${scale(mark.value)}%`} x2={`${scale(mark.value)}%`} y1={0} y2="100%" />
        ))}
      </svg>
      {marks.length === 0 ? null : (
        <div className="ui-space-marks">
          {marks.map((mark, index) => (
            // The last label stands behind its line and the others before theirs, so that close ones do not cover each other.
            <span key={mark.label} className={index === last && scale(mark.value) < 90 ? 'ui-space-mark' : 'ui-space-mark is-before'} style={{ left: `${scale(mark.value)}%` }}>
              {mark.label}
            </span>
          ))}
        </div>
      )}
      <ul className="ui-space-legend">
        {segments.map((segment) => (
          <li key={segment.label}>
            <svg width={14} height={14} aria-hidden="true">
              <rect className="ui-space-part" width={14} height={14} fill={tonePaint(patternId, segment.tone)} />
            </svg>
            <span className="ui-space-name">{segment.label}</span>
            <span className="ui-space-value">{segment.valueText}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
