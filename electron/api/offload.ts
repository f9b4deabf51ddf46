import { clearDistrust, datastoreRows, resetCounters, setDatastore } from '../acceleration/datastores.ts';
import { decide } from '../acceleration/decide.ts';
import { explainVm } from '../acceleration/explain.ts';
import { hostRows, setHostSwitches } from '../acceleration/hostSwitches.ts';
import { watchAcceleration } from '../acceleration/watch.ts';
import { watchHostUse } from '../acceleration/watchHostUse.ts';
import { withContractErrors } from './faults.ts';
import type { Implementer, YardServices } from './services.ts';

export function offloadApi({ offload: os }: Implementer, { acceleration: rooms, log }: YardServices) {
  return {
    watch: os.watch.handler(({ signal }) => withContractErrors(watchAcceleration(rooms, signal), log)),
    hostUse: os.hostUse.handler(({ input, signal }) => withContractErrors(watchHostUse(rooms, input.hostId, signal), log)),
    datastores: os.datastores.handler(() => datastoreRows(rooms)),
    hosts: os.hosts.handler(() => hostRows(rooms)),
    setHostSwitches: os.setHostSwitches.handler(({ input }) => setHostSwitches(rooms, input.hostId, input.change)),
    setDatastore: os.setDatastore.handler(({ input }) => setDatastore(rooms, input)),
    clearDistrust: os.clearDistrust.handler(({ input }) => clearDistrust(rooms, input.datastoreId)),
    resetCounters: os.resetCounters.handler(({ input }) => {
      resetCounters(rooms, input.datastoreId);
      return {};
    }),
    explain: os.explain.handler(({ input }) => explainVm(rooms, input.vmId)),
    decide: os.decide.handler(({ input }) => decide(rooms, input)),
    trail: os.trail.handler(({ input }) => rooms.trails.get(input.id)),
    trails: os.trails.handler(({ input }) => rooms.trails.newest(input)),
    compare: os.compare.handler(async ({ input, context }) => ({ taskId: await rooms.compare(input, context.initiator) })),
  };
}
