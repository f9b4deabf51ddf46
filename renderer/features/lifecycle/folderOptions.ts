/** Folders and datacenters as places to choose, each with its path. Pure. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { Container } from '../../../shared/model/inventory.ts';
import type { SelectOption } from '../../ui/Select.tsx';

/** "Sample datacenter / Desktops / Finance". */
export function pathOf(id: ObjectId, byId: ReadonlyMap<ObjectId, Container>): string {
  const names: string[] = [];
  for (let at = byId.get(id); at !== undefined && at.kind !== 'vcenter'; at = at.parentId === null ? undefined : byId.get(at.parentId)) names.unshift(at.name);
  return names.join(' / ');
}

/**
 * In the order of their paths.
 * @param withDatacenters true where something can lie right below a datacenter
 * @param without containers that are left out together with all below them
 */
export function folderOptions(containers: readonly Container[], withDatacenters: boolean, without: ReadonlySet<ObjectId> = new Set()): SelectOption[] {
  const byId = new Map(containers.map((container) => [container.id, container]));
  const isOut = (id: ObjectId): boolean => {
    for (let at = byId.get(id); at !== undefined; at = at.parentId === null ? undefined : byId.get(at.parentId)) if (without.has(at.id)) return true;
    return false;
  };
  return containers
    .filter(({ id, kind }) => (kind === 'folder' || (withDatacenters && kind === 'datacenter')) && !isOut(id))
    .map(({ id, name, kind }) => ({ id, label: pathOf(id, byId), icon: kind, name }))
    .toSorted((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }))
    .map(({ id, label, icon }) => ({ id, label, icon }));
}
