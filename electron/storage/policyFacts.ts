/** What datastores really have, for the rules of storage policies to be held against. */
import type { DatastoreSwitches, Primitive } from '../../shared/model/offload.ts';
import type { PolicyFacts, Usability } from '../../shared/model/policies.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { DatastoreRecord } from '../inventory/records.ts';
import { datastoreSpace } from '../inventory/rows.ts';
import type { DeviceRegistry } from '../offload/device/deviceRegistry.ts';
import type { Device } from '../offload/device/deviceTypes.ts';
import { datastoreSwitchOf } from '../offload/rules/rule.ts';

export interface FactSources {
  readonly inventory: Inventory;
  readonly array: StorageArray;
  readonly devices: Pick<DeviceRegistry, 'device'>;
}

/** Of one datastore; what it costs follows neither its size nor who lies on it. */
export function policyFacts({ inventory, array, devices }: FactSources, datastore: DatastoreRecord): PolicyFacts {
  const { id, name, type, volumeId } = datastore;
  const { isDedupeOn, guarantee } = array.volume(volumeId);
  const { capacityBytes, freeBytes } = datastoreSpace(inventory, array, datastore);
  const device = devices.device(volumeId, type);
  const primitives = Array.from(device.profile.primitives, (primitive) => ({ primitive, usability: usabilityOf(device, primitive) }));
  return {
    datastoreId: id,
    name,
    type,
    primitives,
    sharesClones: sharingOf(device, primitives),
    isDedupeOn,
    guarantee,
    freePercent: capacityBytes === 0 ? 0 : Math.floor((freeBytes / capacityBytes) * 100),
    arrayName: device.profile.arrayName,
  };
}

function usabilityOf({ switches, distrust }: Device, primitive: Primitive): Usability {
  const key: keyof DatastoreSwitches | null = datastoreSwitchOf(primitive);
  if (key !== null && !switches[key]) return 'switchedOff';
  return distrust === null ? 'usable' : 'distrusted';
}

/** A filer shares with file clones, a block array where that is how it carries out XCOPY. Settings of hosts are not looked at: they are no property of the datastore. */
function sharingOf({ type, profile }: Device, primitives: PolicyFacts['primitives']): Usability | null {
  if (type === 'VMFS' && profile.copyEngine !== 'share') return null;
  const wanted: Primitive = type === 'NFS' ? 'nasFastFileClone' : 'fullCopy';
  return primitives.find(({ primitive }) => primitive === wanted)?.usability ?? null;
}
