import { startInitialize } from '../lab/initialize.ts';
import { startCheck } from '../storage/maintenance.ts';
import type { Implementer, YardServices } from './services.ts';

export function systemApi(os: Implementer, services: YardServices) {
  return {
    info: os.system.info.handler(() => services.info()),
    initialize: os.system.initialize.handler(({ input: { requestId, ...spec }, context }) => ({ taskId: startInitialize(services.lab, spec, requestId, context.initiator) })),
    check: os.system.check.handler(({ input, signal }) => services.check(input ?? { isDeep: false, repair: false }, signal)),
    startCheck: os.system.startCheck.handler(async ({ input: { requestId, ...options }, context }) => ({ taskId: await startCheck(services.storage, options, requestId, context.initiator) })),
  };
}
