/** What places of the client are called, where a button says where it leads. Pure. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, VmRow } from '../../shared/model/inventory.ts';
import { isVm } from '../stores/inventoryEvents.ts';
import type { Route } from '../stores/route.ts';
import { say } from '../strings/say.ts';
import { clonesLabel, tabLabels } from './pages/pageTab.ts';

/** "web-01", "web-01, Networks". */
export function nameOfRoute({ page, objectId, tab, query = '' }: Route, objectOf: (id: ObjectId) => VmRow | Container | undefined): string {
  if (page === 'compare') return say('app.placeComparison');
  if (page === 'policies') return say('app.placePolicies');
  if (page === 'customization') return say('app.placeSpecifications');
  if (page === 'search') return say('app.placeSearch', { query });
  if (objectId === null) return say('app.placeStart');
  const object = objectOf(objectId);
  if (object === undefined) return say('app.placeObjectGone');
  if (tab === 'summary') return object.name;
  return say('app.tabOfObject', { object: object.name, tab: tab === 'vms' && isVm(object) ? clonesLabel : tabLabels[tab] });
}
