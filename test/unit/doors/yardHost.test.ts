import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accessKeyIdSchema } from '../../../shared/ids.ts';
import { startYardHost, type YardHost } from '../../../electron/doors/yardHost.ts';

const logged: string[] = [];
function start(behaviour: string): Promise<YardHost> {
  logged.length = 0;
  return startYardHost({
    dataDirectory: behaviour,
    version: '1.0.0',
    workerFile: join(import.meta.dirname, 'fixtureWorker.mjs'),
    log: (line) => logged.push(line),
    closeLimitMs: 200,
  });
}

describe('the host of a yard', () => {
  it('connects any number of ports and closes in order, once', async () => {
    const host = await start('open');
    const ports = [host.connect(null), host.connect(null)];
    for (const [index, port] of ports.entries()) {
      port.postMessage(`call ${index}`);
      expect(await once(port, 'message')).toEqual([`heard call ${index}`]);
    }
    const closings = [host.close(), host.close()];
    await Promise.all(closings);
    expect(logged).toEqual(['closing']);
  });

  it('asks the yard who may come in, and says with whom a port connects it', async () => {
    const host = await start('open');
    const ignored = host.admit('ignored');
    expect(await Promise.all([host.admit('right'), host.admit('wrong'), host.admit('right')])).toEqual([{ id: 'access-7', role: 'operator' }, null, { id: 'access-7', role: 'operator' }]);
    const port = host.connect(accessKeyIdSchema.parse('access-7'));
    expect(await once(port, 'message')).toEqual(['welcome access-7']);
    await host.close();
    // A yard that has gone lets nobody in, and keeps nobody waiting.
    expect(await Promise.all([ignored, host.admit('right')])).toEqual([null, null]);
  });

  it('hands on why the yard cannot be opened', async () => {
    await expect(start('refuse')).rejects.toMatchObject({ code: 'DataIntegrity', message: 'Damaged.', data: { hint: 'Restore it.' } });
    await expect(start('throw')).rejects.toMatchObject({ code: 'SystemError', message: 'The yard stopped: broken at start' });
  });

  it('tells of a crash, and closes its ports', async () => {
    const host = await start('open');
    const port = host.connect(null);
    port.start();
    const closed = once(port, 'close');
    port.postMessage('die');
    expect(await host.crashed).toMatchObject({ code: 'SystemError', message: 'The yard stopped: died later' });
    await closed;
    await host.close();
  });

  it('stops a yard that does not close in time', async () => {
    const host = await start('stuck');
    await host.close();
    expect(logged).toEqual(['The yard did not close within 0 s and was stopped.']);
  });

  it('tells when closing failed', async () => {
    const host = await start('badClose');
    await expect(host.close()).rejects.toMatchObject({ code: 'FileFault' });
  });
});
