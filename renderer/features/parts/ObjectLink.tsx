import { Link } from '../../ui/Link.tsx';
import { useInventory, vmOf } from '../../stores/inventory.ts';
import { formatRoute, navigate, routeStore, type Tab, type View } from '../../stores/route.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';

export interface ObjectLinkProps {
  id: ObjectId;
  /** Shown as plain text when the object is gone. */
  name: string;
  view?: View;
  tab?: Tab;
}

/** Leads to an object's page; a middle click or Ctrl-click opens it in another tab. */
export function ObjectLink({ id, name, view, tab = 'summary' }: ObjectLinkProps) {
  const exists = useInventory((state) => state.vms.has(id) || state.containers.has(id));
  if (!exists) return <span title={say('parts.objectNotInInventory', { name })}>{name}</span>;
  const route = { page: 'object' as const, view: view ?? viewFor(id), objectId: id, tab };
  return (
    <Link href={formatRoute(route)} onPress={() => navigate(route)}>
      {name}
    </Link>
  );
}

/** The view an object opens in: the present one when it has a place there, otherwise the one where it does. */
export function viewFor(id: ObjectId): View {
  if (id.startsWith('datastore')) return 'storage';
  if (id.startsWith('network')) return 'networking';
  if (id.startsWith('group')) return 'vms';
  if (id.startsWith('host') || id.startsWith('domain')) return 'hosts';
  const { view } = routeStore.getState();
  const vm = vmOf(id);
  if (vm === undefined) return view;
  // Templates run on no host, and machines are not listed below datastores and networks.
  return view === 'storage' || view === 'networking' || (view === 'hosts' && vm.isTemplate) ? 'vms' : view;
}
