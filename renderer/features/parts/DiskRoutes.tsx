import type { Fixes } from '../../stores/offloadFixes.ts';
import type { DiskRoute } from '../../../shared/model/clonePlan.ts';
import { say } from '../../strings/say.ts';
import { DecisionSummary } from './DecisionSummary.tsx';

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
  const names = disks.length < 2 ? disks.join('') : say('parts.and', { disks: disks.slice(0, -1).join(', '), at: disks.at(-1) ?? '' });
  return source.id === target.id ? say('parts.on2', { names, target: target.name }) : say('parts.fromTo', { names, source: source.name, target: target.name });
}
