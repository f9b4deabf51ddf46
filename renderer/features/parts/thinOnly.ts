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
  const { name, primitives, switches, distrust } = datastore;
  if (!primitives.some(({ primitive, isOffered }) => primitive === 'nasReserveSpace' && isOffered)) return say('parts.thinOnlyNoReserveSpace', { datastore: name });
  if (!switches.isInitOn) return say('parts.thinOnlyZeroingOff', { datastore: name });
  if (distrust !== null) return say('parts.thinOnlyDistrusted', { datastore: name });
  return host?.switches.isNasPluginInstalled === false ? say('parts.thinOnlyNoPlugIn', { datastore: name, host: host.hostName }) : null;
}
