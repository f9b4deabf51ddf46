import { Fault } from '../../shared/faults.ts';
import type { Container } from '../../shared/model/inventory.ts';
import { findFolder, matchName, type Inventory } from './inventory.ts';

/** Where a folder can lie: in another one, or below a datacenter; undefined is the first datacenter. */
export function findFolderPlace(inventory: Inventory, name: string | undefined): Container {
  const datacenters = [...inventory.containers.values()].filter((container) => container.kind === 'datacenter');
  const found = name === undefined ? datacenters[0] : matchName(datacenters, name);
  if (found) return found;
  if (name === undefined) throw new Fault('InvalidState', 'There is no datacenter.');
  return findFolder(inventory, name);
}
