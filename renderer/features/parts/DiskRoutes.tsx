import type { Fixes } from '../../stores/offloadFixes.ts';
import type { DiskRoute } from '../../../shared/model/clonePlan.ts';
import { say } from '../../strings/say.ts';
import { DecisionSummary } from './DecisionSummary.tsx';
import { listOf } from './listOf.ts';

export interface DiskRoutesProps {
  routes: readonly DiskRoute[];
  /** Whether several machines are made, so that each way says of how many. */
  isCounted?: boolean;
  fixes: Fixes;
}

/** How disks are made that go different ways: each way with its disks. */
export function DiskRoutes({ routes, isCounted = false, fixes }: DiskRoutesProps) {
  return routes.map((route) => (
    <section key={`${route.source.id} ${route.target.id}`} className="app-disk-route" aria-label={routeWords(route)}>
      <p className="app-disk-route-title">{routeWords(route)}</p>
      {route.mechanisms.map(({ mechanism, reason, count, decision }) => (
        <DecisionSummary key={`${mechanism} ${reason}`} decision={decision} {...(isCounted ? { count } : {})} fixes={fixes} />
      ))}
    </section>
  ));
}

/** "Hard disk 1 and Hard disk 2, from nfs-01 to vmfs-01". */
export function routeWords({ disks, source, target }: Pick<DiskRoute, 'disks' | 'source' | 'target'>): string {
  const listed = listOf(disks);
  return source.id === target.id ? say('parts.disksOn', { disks: listed, datastore: target.name }) : say('parts.disksFromTo', { disks: listed, source: source.name, target: target.name });
}
