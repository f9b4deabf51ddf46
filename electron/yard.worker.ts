/** The worker thread that hosts the yard: opens it, serves it on every port it is given, closes it in order. */
import { MessagePort, parentPort, workerData } from 'node:worker_threads';
import { faultRecordOf } from '../shared/faults.ts';
import { endPort } from './doors/ending.ts';
import { createPortServer } from './doors/portServer.ts';
import { workerOrderSchema, workerStartSchema, type WorkerReport } from './doors/workerMessages.ts';
import { openYard } from './yard.ts';

async function hostYard(parent: MessagePort): Promise<void> {
  const report = (message: WorkerReport) => parent.postMessage(message);
  const start = workerStartSchema.parse(workerData);
  const yard = await openYard({ ...start, log: (line: string) => report({ type: 'log', line }) });
  const servePort = createPortServer(yard.router);
  const ports = new Set<MessagePort>();

  const closeYard = async (): Promise<void> => {
    for (const port of ports) port.close();
    await yard.close();
    report({ type: 'closed' });
    parent.close();
  };
  parent.on('message', (data: unknown) => {
    const order = workerOrderSchema.parse(data);
    if (order.type === 'close') {
      closeYard().catch((error: unknown) => fail(parent, error));
      return;
    }
    if (order.type === 'admit') {
      yard.admit(order.secret)
        .catch((error: unknown) => {
          report({ type: 'log', line: `An access key could not be looked at: ${error instanceof Error ? error.message : String(error)}` });
          return null;
        })
        .then((admission) => report({ type: 'admitted', number: order.number, admission }), (error: unknown) => fail(parent, error));
      return;
    }
    if (!(order.port instanceof MessagePort)) throw new Error('A connection needs a message port.');
    const { port, accessKeyId } = order;
    ports.add(port);
    const noteDeparture = accessKeyId === null ? yard.noteClient() : yard.noteClient({ accessKeyId, end: (why) => endPort(port, why) });
    port.once('close', () => {
      ports.delete(port);
      noteDeparture();
    });
    servePort(port, { accessKeyId });
  });
  report({ type: 'ready' });
}

/** Says why, then leaves with a code that is not zero, so that the shell cannot take it for a close in order. */
function fail(parent: MessagePort, error: unknown): void {
  parent.postMessage({ type: 'failed', fault: faultRecordOf(error) } satisfies WorkerReport);
  process.exitCode = 1;
  parent.close();
}

if (parentPort === null) throw new Error('This file runs as a worker thread.');
const parent = parentPort;
hostYard(parent).catch((error: unknown) => fail(parent, error));
