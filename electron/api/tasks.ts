import { requireOwn } from '../access/people.ts';
import { watchTasks } from '../tasks/watchTasks.ts';
import { withContractErrors } from './faults.ts';
import type { Implementer, YardServices } from './services.ts';

export function tasksApi(os: Implementer, services: YardServices) {
  const { tasks } = services;
  return {
    watch: os.tasks.watch.handler(({ signal }) => withContractErrors(watchTasks(tasks, signal), services.log)),
    list: os.tasks.list.handler(({ input }) => tasks.list(input.limit, input.beforeId)),
    get: os.tasks.get.handler(({ input }) => tasks.get(input.id)),
    children: os.tasks.children.handler(({ input }) => tasks.children(input.id, input.offset, input.limit)),
    cancel: os.tasks.cancel.handler(({ input, context, path }) => {
      requireOwn(context.person, tasks.get(input.id), path.join('.'));
      return tasks.cancel(input.id);
    }),
    wait: os.tasks.wait.handler(({ input, signal }) => tasks.wait(input.id, signal)),
  };
}
