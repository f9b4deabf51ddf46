/**
 * Where in which family something lies, as one number. Clones of a file have the same block at
 * the same position, so a place says who may share a node or block that dedupe has not touched.
 */
import { fanOut } from '../nodeCodec.ts';

/** Positions of nodes are below this: a file has at most 2^36 blocks, and leaves have 512 of them. */
const positionLimit = 2 ** 28;

/** @param position of a node, counted in nodes of its level */
export function placeOf(familyIndex: number, position: number): number {
  return familyIndex * positionLimit + position;
}

/** The place of what a slot of a node points to. */
export function childPlace(place: number, slot: number): number {
  const family = Math.floor(place / positionLimit);
  return placeOf(family, (place - family * positionLimit) * fanOut + slot);
}
