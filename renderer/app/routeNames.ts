/** What places of the client are called, where a button says where it leads. Pure. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, VmRow } from '../../shared/model/inventory.ts';
import { isVm } from '../stores/inventoryEvents.ts';
import type { Route } from '../stores/route.ts';
import { say } from '../strings/say.ts';
import { clonesLabel, tabLabels } from './pages/pageTab.ts';

/** "web-01", "web-01, Networks". */
export function nameOfRoute({ page, objectId, tab, query = '' }: Route, objectOf: (id: ObjectId) => VmRow | Container | undefined): string {
  if (page === 'compare') return say('app.theComparisonOfHostAnd');
  if (page === 'policies') return say('app.theStoragePolicies');
  if (page === 'customization') return say('app.theCustomizationSpecifications');
  if (page === 'search') return say('app.theSearchFor', { query });
  if (objectId === null) return say('app.theStart');
  const object = objectOf(objectId);
  if (object === undefined) return say('app.anObjectThatNoLonger');
  if (tab === 'summary') return object.name;
  return `${object.name}, ${tab === 'vms' && isVm(object) ? clonesLabel : tabLabels[tab]}`;
}
