/** What a migration would come to, asked for anew with everything that decides about it. */
import { datastoreIdsOf } from '../../shared/model/inventory.ts';
import type { MigrationPlan, MigrationSpec } from '../../shared/model/migration.ts';
import { useAcceleration } from './acceleration.ts';
import type { AccelerationState } from './accelerationEvents.ts';
import { yard } from './connection.ts';
import { useInventory } from './inventory.ts';
import { useLoaded, type Loaded } from './requests.ts';

const planDelayMs = 250;

/** Null plans nothing. */
export function useMigrationPlan(spec: MigrationSpec | null): Loaded<MigrationPlan> {
  const settings = useAcceleration(settingsOf);
  const machines = useInventory(({ vms }) =>
    (spec?.vmIds ?? []).map((id) => {
      const vm = vms.get(id);
      return vm === undefined ? 'gone' : `${vm.powerState} ${vm.hostId} ${datastoreIdsOf(vm).join()} ${vm.snapshotCount} ${vm.isTemplate ? 't' : ''}`;
    }).join(),
  );
  return useLoaded(
    spec === null ? null : `${JSON.stringify(spec)} ${machines} ${settings}`,
    (signal) => {
      if (spec === null) throw new Error('There is nothing to plan.');
      return yard().migration.plan(spec, { signal });
    },
    planDelayMs,
  );
}

/** Switches, profiles and marks. Counters change twice a second and decide nothing. */
function settingsOf({ hosts, datastores }: AccelerationState): string {
  const ofDatastores = Array.from(datastores.values(), ({ profile, switches, distrust, fileBlockBytes }) => [profile, switches, distrust, fileBlockBytes]);
  return JSON.stringify([Array.from(hosts.values(), ({ switches }) => switches), ofDatastores]);
}
