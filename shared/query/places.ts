/** Where objects are, by the names a person would give. */
import type { ObjectId } from '../ids.ts';
import type { Container } from '../model/inventory.ts';

/** The names around one container, itself included; none where there is no such level. */
export interface Place {
  readonly name: string;
  readonly host: readonly string[];
  readonly cluster: readonly string[];
  readonly datacenter: readonly string[];
  /** The innermost first. */
  readonly folders: readonly string[];
}

export type Places = ReadonlyMap<ObjectId, Place>;

export const noPlace: Place = { name: '', host: [], cluster: [], datacenter: [], folders: [] };

/** The place of every container. */
export function placesOf(containers: Iterable<Container>): Places {
  const byId = new Map<ObjectId, Container>();
  for (const container of containers) byId.set(container.id, container);
  const places = new Map<ObjectId, Place>();
  for (const container of byId.values()) places.set(container.id, placeOf(container, byId));
  return places;
}

function placeOf(container: Container, byId: ReadonlyMap<ObjectId, Container>): Place {
  const around: Container[] = [];
  for (let at: Container | undefined = container; at !== undefined && !around.includes(at); at = at.parentId === null ? undefined : byId.get(at.parentId)) around.push(at);
  const namesOf = (kind: Container['kind']) => around.filter((item) => item.kind === kind).map(({ name }) => name);
  return { name: container.name, host: namesOf('host'), cluster: namesOf('cluster'), datacenter: namesOf('datacenter'), folders: namesOf('folder') };
}
