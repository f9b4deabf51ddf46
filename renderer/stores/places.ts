/** Where objects are, for queries. */
import { useMemo } from 'react';
import type { Container } from '../../shared/model/inventory.ts';
import { placesOf, type Places } from '../../shared/query/places.ts';
import { useInventoryIndex } from './inventory.ts';

let latest: { readonly key: string; readonly places: Places } = { key: '', places: new Map() };

/** The places of containers; the very same ones until a container comes, goes, moves or is renamed. */
export function placesFrom(containers: readonly Container[]): Places {
  const key = containers.map(({ id, name, parentId }) => `${id} ${parentId ?? ''} ${name}`).join('\n');
  if (latest.key !== key) latest = { key, places: placesOf(containers) };
  return latest.places;
}

export function usePlaces(): Places {
  const { containers } = useInventoryIndex();
  return useMemo(() => placesFrom(containers), [containers]);
}
