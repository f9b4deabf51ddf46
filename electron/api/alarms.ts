import { watchState } from '../tasks/watchState.ts';
import { withContractErrors } from './faults.ts';
import type { Implementer, YardServices } from './services.ts';

export function alarmsApi(os: Implementer, services: YardServices) {
  const { alarms } = services.events;
  return {
    watch: os.alarms.watch.handler(({ signal }) => withContractErrors(watchState(alarms.feed, () => alarms.state(), signal), services.log)),
    state: os.alarms.state.handler(() => alarms.state()),
    acknowledge: os.alarms.acknowledge.handler(({ input, context }) => ({ changed: alarms.acknowledge(input.alarms, context.initiator) })),
    reset: os.alarms.reset.handler(({ input }) => ({ changed: alarms.reset(input.alarms) })),
    create: os.alarms.create.handler(({ input }) => alarms.create(input)),
    update: os.alarms.update.handler(({ input }) => alarms.update(input.id, input.settings)),
    remove: os.alarms.remove.handler(({ input }) => {
      alarms.remove(input.id);
      return {};
    }),
  };
}
