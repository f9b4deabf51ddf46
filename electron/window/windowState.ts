/** Where the window was, kept in a small file that may be missing, damaged or from another set of screens. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const coordinate = z.number().int().min(-100_000).max(100_000);
const extent = z.number().int().min(1).max(100_000);
const windowStateSchema = z.object({
  bounds: z.object({ x: coordinate, y: coordinate, width: extent, height: extent }),
  isMaximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export const minimumSize = { width: 960, height: 600 } as const;
const usualSize = { width: 1440, height: 900 } as const;
/** A window with less than this on a screen cannot be caught by its title bar any more. */
const graspablePixels = 120;

/** The remembered state, or null when there is none that can be used. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowStateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch {
    // Missing at the first start, cut short after a crash: the usual size is as good.
    return null;
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(file, `${JSON.stringify(state)}\n`);
}

/**
 * Bounds that can be seen on one of the work areas: shrunk to fit, and centred on the first
 * one when the screen they were on has gone.
 * @param workAreas the primary screen's first
 */
export function fitBounds(remembered: Bounds | null, workAreas: readonly Bounds[]): Bounds {
  const home = remembered === null ? undefined : workAreas.find((area) => isGraspable(remembered, area));
  const area = home ?? workAreas[0] ?? { x: 0, y: 0, ...usualSize };
  const wanted = remembered ?? { ...usualSize, x: 0, y: 0 };
  const width = Math.min(Math.max(wanted.width, minimumSize.width), area.width);
  const height = Math.min(Math.max(wanted.height, minimumSize.height), area.height);
  if (home === undefined) {
    return { x: area.x + Math.floor((area.width - width) / 2), y: area.y + Math.floor((area.height - height) / 2), width, height };
  }
  return {
    x: clamp(wanted.x, area.x, area.x + area.width - width),
    y: clamp(wanted.y, area.y, area.y + area.height - height),
    width,
    height,
  };
}

function isGraspable(bounds: Bounds, area: Bounds): boolean {
  const seenWidth = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const isTitleBarSeen = bounds.y >= area.y - 8 && bounds.y < area.y + area.height - 40;
  return seenWidth >= graspablePixels && isTitleBarSeen;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
