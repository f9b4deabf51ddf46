/** What places of the client are called, where a button says where it leads. Pure. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, VmRow } from '../../shared/model/inventory.ts';
import { isVm } from '../stores/inventoryEvents.ts';
import type { Route } from '../stores/route.ts';
import { clonesLabel, tabLabels } from './pages/pageTab.ts';

/** "web-01", "web-01, Networks". */
export function nameOfRoute({ page, objectId, tab, query = '' }: Route, objectOf: (id: ObjectId) => VmRow | Container | undefined): string {
  if (page === 'compare') return 'the comparison of host and array';
  if (page === 'policies') return 'the storage policies';
  if (page === 'customization') return 'the customization specifications';
  if (page === 'search') return `the search for “${query}”`;
  if (objectId === null) return 'the start';
  const object = objectOf(objectId);
  if (object === undefined) return 'an object that no longer exists';
  if (tab === 'summary') return object.name;
  return `${object.name}, ${tab === 'vms' && isVm(object) ? clonesLabel : tabLabels[tab]}`;
}
