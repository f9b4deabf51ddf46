/** Where disks can be thin only, and why. Pure. The plan asks the same again, host by host. */
import type { DatastoreAcceleration, HostAcceleration } from '../../../shared/model/offload.ts';
import { say } from '../../strings/say.ts';

/**
 * Null where thick disks are offered, and while nothing is known of the datastore. On NFS they need Reserve Space.
 * Source: vSphere 6.5 VM Administration, disk provisioning policies.
 * @param host undefined where it is not known yet, as in a cluster
 */
export function thinOnlyReason(datastore: DatastoreAcceleration | undefined, host: HostAcceleration | undefined): string | null {
  if (datastore?.type !== 'NFS') return null;
  const why = missing(datastore, host);
  return why === null ? null : say('parts.offersThinDisksOnly', { datastore: datastore.name, why });
}

function missing({ primitives, switches, distrust }: DatastoreAcceleration, host: HostAcceleration | undefined): string | null {
  if (!primitives.some(({ primitive, isOffered }) => primitive === 'nasReserveSpace' && isOffered)) return say('parts.theArrayBehindItHas');
  if (!switches.isInitOn) return say('parts.offloadingOfZeroingWhichReserve');
  if (distrust !== null) return say('parts.theDeviceBehindItIs');
  return host?.switches.isNasPluginInstalled === false ? say('parts.theNASPlugInIs', { hostName: host.hostName }) : null;
}
