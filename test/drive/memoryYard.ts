/**
 * A yard over the array in memory behind the usual doors, for driving the client while the
 * array it will stand on is being built: `node test/drive/drive.mjs DATA-FOLDER [CLIENT-FOLDER] [PORT]`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { openHttpDoor } from '../../electron/doors/httpDoor.ts';
import { acquireLease } from '../../electron/doors/lease.ts';
import { createPortServer } from '../../electron/doors/portServer.ts';
import { Meta } from '../../electron/meta/meta.ts';
import { assembleYard } from '../../electron/yard.ts';
import { MemoryArray } from '../sim/memoryArray.ts';

export interface MemoryYard {
  readonly url: string;
  close(): Promise<void>;
}

/** Nothing of what the array holds outlives it, so the folder has to be a new one. */
export async function openMemoryYard(dataDirectory: string, staticDirectory: string, port: number, log: (line: string) => void): Promise<MemoryYard> {
  mkdirSync(dataDirectory, { recursive: true });
  const lease = acquireLease(dataDirectory, 'browser client');
  const meta = Meta.open(join(dataDirectory, 'meta'));
  const array = new MemoryArray({ transaction: (work) => meta.transaction(work) });
  const yard = await assembleYard({ dataDirectory, version: '0.0.0-drive', log }, meta, array);
  const servePort = createPortServer(yard.router);
  const connect = () => {
    const { port1, port2 } = new MessageChannel();
    servePort(port2);
    return port1;
  };
  const door = await openHttpDoor({ dataDirectory, port, staticDirectory, connect, log });
  lease.publish({ url: door.url, token: door.token });
  return {
    url: `${door.url}/#token=${door.token}`,
    close: async () => {
      await door.close();
      await yard.close();
      lease.release();
    },
  };
}
