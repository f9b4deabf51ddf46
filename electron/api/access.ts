import { watchState } from '../tasks/watchState.ts';
import { withContractErrors } from './faults.ts';
import type { Implementer, YardServices } from './services.ts';

export function accessApi({ access: os }: Implementer, { access: desk, log }: YardServices) {
  return {
    me: os.me.handler(({ context }) => context.person),
    watch: os.watch.handler(({ signal }) => withContractErrors(watchState(desk.feed, () => desk.state(), signal), log)),
    keys: {
      list: os.keys.list.handler(() => desk.state()),
      create: os.keys.create.handler(({ input, context }) => desk.create(input, context.initiator)),
      revoke: os.keys.revoke.handler(({ input }) => {
        desk.revoke(input.id);
        return {};
      }),
    },
  };
}
