/** Message ports of the main process: queued until started, cloned on the way, transferable to a page. */
import type { MessagePortMain } from 'electron';
import { cross, strict, StrictEmitter } from './strict.ts';

export class PortDouble extends StrictEmitter {
  #isStarted = false;
  #isClosed = false;
  readonly #queue: unknown[] = [];
  #deliver: ((message: unknown) => void) | null = null;
  #closeOther: (() => void) | null = null;

  constructor() {
    super('MessagePortMain', ['message', 'close']);
  }

  /** What this port sends goes to `deliver`; closing it calls `closeOther`. */
  wire(deliver: (message: unknown) => void, closeOther: () => void): void {
    this.#deliver = deliver;
    this.#closeOther = closeOther;
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw new Error('MessagePortMain: transferring ports over ports is not modelled');
    if (!this.#isClosed) this.#deliver?.(cross(message));
  }

  start(): void {
    this.#isStarted = true;
    for (const message of this.#queue.splice(0)) this.emit('message', { data: message, ports: [] });
  }

  close(): void {
    this.closed();
    this.#closeOther?.();
  }

  /** A message from the other side. It arrives in a later turn, as between processes. */
  receive(message: unknown): void {
    setImmediate(() => {
      if (this.#isClosed) return;
      if (this.#isStarted) this.emit('message', { data: message, ports: [] });
      else this.#queue.push(message);
    });
  }

  /** The other side has gone. */
  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    setImmediate(() => this.emit('close'));
  }
}

const members = ['on', 'once', 'postMessage', 'start', 'close'] as const satisfies readonly (keyof MessagePortMain)[];
const doubles = new WeakMap<object, PortDouble>();

/** The port as the shell sees it, with nothing of the double's own. */
function facade(port: PortDouble): object {
  const shown = strict('MessagePortMain', Object.fromEntries(members.map((name) => [name, port[name].bind(port)])));
  doubles.set(shown, port);
  return shown;
}

/** The double behind a port that the shell hands over. */
export function doubleOf(port: unknown): PortDouble {
  const found = typeof port === 'object' && port !== null ? doubles.get(port) : undefined;
  if (found === undefined) throw new Error('Only a MessagePortMain can be transferred.');
  return found;
}

export class MessageChannelDouble {
  readonly port1: object;
  readonly port2: object;

  constructor() {
    const first = new PortDouble();
    const second = new PortDouble();
    first.wire((message) => second.receive(message), () => second.closed());
    second.wire((message) => first.receive(message), () => first.closed());
    this.port1 = facade(first);
    this.port2 = facade(second);
  }
}
