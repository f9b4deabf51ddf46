import { startInitialize } from '../lab/initialize.ts';
import { initiator, type Implementer, type YardServices } from './services.ts';

export function systemApi(os: Implementer, services: YardServices) {
  return {
    info: os.system.info.handler(() => services.info()),
    initialize: os.system.initialize.handler(({ input }) => ({ taskId: startInitialize(services.lab, input.kind, input.requestId, initiator) })),
    check: os.system.check.handler(({ signal }) => services.check(signal)),
  };
}
