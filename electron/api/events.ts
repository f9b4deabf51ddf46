import { listEvents } from '../events/listEvents.ts';
import { listTasks } from '../events/listTasks.ts';
import { watchEvents } from '../events/watchEvents.ts';
import { withContractErrors } from './faults.ts';
import type { Implementer, YardServices } from './services.ts';

export function eventsApi(os: Implementer, services: YardServices) {
  const { log, inventory, tasks } = services.events;
  return {
    list: os.events.list.handler(({ input, signal }) => listEvents(log, inventory, input, signal)),
    watch: os.events.watch.handler(({ signal }) => withContractErrors(watchEvents(log, signal), services.log)),
    tasks: os.events.tasks.handler(({ input, signal }) => listTasks(tasks, inventory, input, signal)),
  };
}
