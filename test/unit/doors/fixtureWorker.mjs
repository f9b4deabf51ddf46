// A worker that behaves as its data directory says: the other end of yardHost without a yard.
import { parentPort, workerData } from 'node:worker_threads';

const behaviour = workerData.dataDirectory;
if (behaviour === 'refuse') parentPort.postMessage({ type: 'failed', fault: { code: 'DataIntegrity', message: 'Damaged.', hint: 'Restore it.' } });
if (behaviour === 'throw') throw new Error('broken at start');
parentPort.on('message', (order) => {
  if (order.type === 'admit' && order.secret !== 'ignored') {
    const admission = order.secret === 'right' ? { id: 'access-7', role: 'operator' } : null;
    parentPort.postMessage({ type: 'admitted', number: order.number, admission });
  }
  if (order.type === 'connect') {
    if (order.accessKeyId !== null) order.port.postMessage(`welcome ${order.accessKeyId}`);
    order.port.on('message', (text) => {
      if (text === 'die') setImmediate(() => { throw new Error('died later'); });
      order.port.postMessage(`heard ${text}`);
    });
  }
  if (order.type === 'close' && behaviour === 'open') {
    parentPort.postMessage({ type: 'log', line: 'closing' });
    parentPort.postMessage({ type: 'closed' });
  }
  if (order.type === 'close' && behaviour === 'badClose') parentPort.postMessage({ type: 'failed', fault: { code: 'FileFault', message: 'Not flushed.' } });
});
if (behaviour !== 'refuse') parentPort.postMessage({ type: 'ready' });
