/** Hosts the yard in a worker thread, so that a slow flush never freezes a window or a socket. */
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { Fault, type FaultRecord } from '../../shared/faults.ts';
import type { AccessKeyId } from '../../shared/ids.ts';
import { workerReportSchema, type Admission, type WorkerOrder, type WorkerReport, type WorkerStart } from './workerMessages.ts';

export interface YardHostOptions extends WorkerStart {
  /** The bundled worker, `yard.worker.js`. */
  readonly workerFile: string;
  readonly log: (line: string) => void;
  /** How long an orderly close may take before the worker is stopped where it stands; it is crash-safe. */
  readonly closeLimitMs?: number;
}

export interface YardHost {
  /** A port that speaks the contract; closing it ends the conversation. @param accessKeyId what the other end came with; null for the local user */
  connect(accessKeyId: AccessKeyId | null): MessagePort;
  /** Whose access key it is; null when it is nobody's, and when the yard has gone. */
  admit(secret: string): Promise<Admission | null>;
  /** Resolves with the fault when the yard dies on its own; never when it is closed. */
  readonly crashed: Promise<Fault>;
  /** Closes the yard in order; safe to call twice. */
  close(): Promise<void>;
}

const defaultCloseLimitMs = 60_000;

/**
 * Starts the worker and waits until the yard is open.
 * @throws Fault why it could not be opened
 */
export async function startYardHost(options: YardHostOptions): Promise<YardHost> {
  const { dataDirectory, version, keychainKey } = options;
  const start: WorkerStart = { dataDirectory, version, ...(keychainKey && { keychainKey }) };
  const worker = new Worker(options.workerFile, { workerData: start, name: 'yard' });
  let isClosing = false;
  let exited = false;
  let lastFault: Fault | null = null;

  const asked = new Map<number, (admission: Admission | null) => void>();
  let askedCount = 0;
  const reports = new Map<WorkerReport['type'], () => void>();
  const exit = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      exited = true;
      for (const answer of asked.values()) answer(null);
      asked.clear();
      resolve();
    });
  });
  const crashed = new Promise<Fault>((resolve) => {
    worker.once('exit', (code) => {
      if (!isClosing) resolve(lastFault ?? new Fault('SystemError', `The yard stopped without a word (code ${code}).`));
    });
  });
  worker.on('error', (error: unknown) => {
    lastFault ??= new Fault('SystemError', `The yard stopped: ${error instanceof Error ? error.message : String(error)}`, {}, { cause: error });
  });
  worker.on('message', (data: unknown) => {
    const report = workerReportSchema.parse(data);
    if (report.type === 'log') options.log(report.line);
    if (report.type === 'admitted') {
      asked.get(report.number)?.(report.admission);
      asked.delete(report.number);
    }
    if (report.type === 'failed') lastFault = faultFrom(report.fault);
    reports.get(report.type)?.();
    // Last words: nothing the thread still holds open may keep it, or the shell, alive.
    if (report.type === 'failed' || report.type === 'closed') void worker.terminate();
  });

  const ready = new Promise<true>((resolve) => reports.set('ready', () => resolve(true)));
  const outcome = await Promise.race([ready, crashed]);
  if (outcome instanceof Fault) throw outcome;

  const closeInOrder = async (): Promise<void> => {
    if (exited) return;
    isClosing = true;
    worker.postMessage({ type: 'close' });
    const limitMs = options.closeLimitMs ?? defaultCloseLimitMs;
    const inTime = await withinLimit(exit, limitMs);
    if (!inTime) {
      options.log(`The yard did not close within ${Math.round(limitMs / 1000)} s and was stopped.`);
      await worker.terminate();
    }
    if (lastFault !== null) throw lastFault;
  };
  let closing: Promise<void> | null = null;
  return {
    crashed,
    connect: (accessKeyId) => {
      const { port1, port2 } = new MessageChannel();
      worker.postMessage({ type: 'connect', port: port2, accessKeyId } satisfies WorkerOrder, [port2]);
      return port1;
    },
    admit: (secret) => {
      if (exited) return Promise.resolve(null);
      askedCount += 1;
      const number = askedCount;
      const answer = new Promise<Admission | null>((resolve) => asked.set(number, resolve));
      worker.postMessage({ type: 'admit', number, secret } satisfies WorkerOrder);
      return answer;
    },
    close: () => (closing ??= closeInOrder()),
  };
}

/** True when `work` ended before the limit. */
async function withinLimit(work: Promise<void>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([work.then(() => true), limit]);
  } finally {
    clearTimeout(timer);
  }
}

function faultFrom(record: FaultRecord): Fault {
  const { code, message, ...data } = record;
  return new Fault(code, message, data);
}
