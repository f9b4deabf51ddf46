import { Link } from '../../ui/Link.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import { useDatastoreAcceleration } from '../../stores/acceleration.ts';
import { formatRoute, navigate } from '../../stores/route.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { statusLook } from './offloadWords.ts';

/** The status of hardware acceleration with the way to what it is made of. */
export function AccelerationLine({ datastoreId }: { datastoreId: ObjectId }) {
  const row = useDatastoreAcceleration(datastoreId);
  if (row === undefined) return say('parts.loading');
  const look = statusLook(row.status);
  const route = { page: 'object', view: 'storage', objectId: datastoreId, tab: 'monitor' } as const;
  return (
    <span className="app-line">
      <StatusText icon={row.distrust === null ? look.icon : 'warning'} tone={row.distrust === null ? look.tone : 'danger'}>
        {row.distrust === null ? look.text : say('parts.deviceDistrusted', { status: look.text })}
      </StatusText>{' '}
      <Link href={formatRoute(route)} onPress={() => navigate(route)}>
        {say('parts.monitor')}
      </Link>
    </span>
  );
}
