import { assignPolicy, checkCompliance, removePolicy } from '../storage/policyUse.ts';
import { watchState } from '../tasks/watchState.ts';
import { withContractErrors } from './faults.ts';
import type { Implementer, YardServices } from './services.ts';

export function policiesApi({ policies: os }: Implementer, { policies: rooms, log }: YardServices) {
  const { policies, policyBoard } = rooms;
  return {
    watch: os.watch.handler(({ signal }) => withContractErrors(watchState(policyBoard.feed, () => policyBoard.stateToFollow(), signal), log)),
    state: os.state.handler(() => policyBoard.state()),
    create: os.create.handler(({ input }) => policies.create(input)),
    update: os.update.handler(({ input }) => policies.update(input.id, input.version, input.values)),
    remove: os.remove.handler(({ input }) => {
      removePolicy(rooms, input.id);
      return {};
    }),
    assign: os.assign.handler(async ({ input }) => ({ changed: await assignPolicy(rooms, input.vmIds, input.policyId) })),
    compliance: os.compliance.handler(({ input }) => checkCompliance(rooms, input.id)),
  };
}
