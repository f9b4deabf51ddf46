/** Where disks can be thin only, and why. Pure. The plan asks the same again, host by host. */
import type { DatastoreAcceleration, HostAcceleration } from '../../../shared/model/offload.ts';

/**
 * Null where thick disks are offered, and while nothing is known of the datastore. On NFS they need Reserve Space.
 * Source: vSphere 6.5 VM Administration, disk provisioning policies.
 * @param host undefined where it is not known yet, as in a cluster
 */
export function thinOnlyReason(datastore: DatastoreAcceleration | undefined, host: HostAcceleration | undefined): string | null {
  if (datastore?.type !== 'NFS') return null;
  const why = missing(datastore, host);
  return why === null ? null : `${datastore.name} offers thin disks only: ${why}.`;
}

function missing({ primitives, switches, distrust }: DatastoreAcceleration, host: HostAcceleration | undefined): string | null {
  if (!primitives.some(({ primitive, isOffered }) => primitive === 'nasReserveSpace' && isOffered)) return 'the array behind it has no Reserve Space';
  if (!switches.isInitOn) return 'offloading of zeroing, which Reserve Space belongs to, is off for it';
  if (distrust !== null) return 'the device behind it is not trusted';
  return host?.switches.isNasPluginInstalled === false ? `the NAS plug-in is not installed on ${host.hostName}` : null;
}
