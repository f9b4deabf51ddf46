/** What both shells do: take the data directory, host its yard, open a door on 127.0.0.1 and say where. */
import { openHttpDoor, type HttpDoor } from './httpDoor.ts';
import type { Fault } from '../../shared/faults.ts';
import type { MessagePort } from 'node:worker_threads';
import { acquireLease, type HolderKind } from './lease.ts';
import { clearUploads } from './uploads.ts';
import type { KeychainKey } from './workerMessages.ts';
import { startYardHost, type YardHost } from './yardHost.ts';

export interface HeldYardOptions {
  readonly dataDirectory: string;
  readonly what: HolderKind;
  readonly version: string;
  /** Left out where there is no keychain. */
  readonly keychainKey?: KeychainKey;
  /** The bundled worker, `yard.worker.js`. */
  readonly workerFile: string;
  /** The client's files, or null for a door that only programs use. */
  readonly staticDirectory: string | null;
  /** 0 for any free port. */
  readonly port: number;
  readonly log: (line: string) => void;
}

export interface HeldYard {
  readonly url: string;
  readonly token: string;
  /** Resolves with the fault when the yard dies on its own. */
  readonly crashed: Promise<Fault>;
  /** A port that speaks the contract, for the local user. */
  connect(): MessagePort;
  /** Closes the door, then the yard, then gives the directory up; in the middle of tasks too, and safe to call twice. */
  close(): Promise<void>;
}

/** @throws Fault ResourceInUse when another process holds the directory or the port, or why the yard cannot be opened */
export async function holdYard(options: HeldYardOptions): Promise<HeldYard> {
  const lease = acquireLease(options.dataDirectory, options.what);
  try {
    clearUploads(options.dataDirectory);
    const host = await startYardHost(options);
    const door = await openDoor(options, host);
    lease.publish({ url: door.url, token: door.token });
    const closeInOrder = async (): Promise<void> => {
      try {
        await door.close();
        await host.close();
      } finally {
        lease.release();
      }
    };
    let closing: Promise<void> | null = null;
    return {
      url: door.url,
      token: door.token,
      crashed: host.crashed,
      connect: () => host.connect(null),
      close: () => (closing ??= closeInOrder()),
    };
  } catch (error) {
    lease.release();
    throw error;
  }
}

async function openDoor(options: HeldYardOptions, host: YardHost): Promise<HttpDoor> {
  try {
    return await openHttpDoor({ ...options, admit: host.admit, connect: ({ accessKeyId }) => host.connect(accessKeyId) });
  } catch (error) {
    await host.close();
    throw error;
  }
}
