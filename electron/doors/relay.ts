/** Pumps messages between two ends and closes both together. It never looks into a message. */

/** What the RPC peers exchange: JSON text, or JSON and bytes in one buffer. Everything else is dropped. */
export type Message = string | Uint8Array<ArrayBuffer>;

/** One side of a conversation: a message port or a socket. */
export interface End {
  send(message: Message): void;
  onMessage(listener: (message: Message) => void): void;
  /** Called once when the other side has gone. */
  onClose(listener: () => void): void;
  /** Starts delivery; listeners are in place by then. */
  start(): void;
  close(): void;
}

export function relay(first: End, second: End): void {
  let isOpen = true;
  const closeBoth = () => {
    if (!isOpen) return;
    isOpen = false;
    first.close();
    second.close();
  };
  const pump = (from: End, to: End) => {
    from.onMessage((message) => {
      if (isOpen) to.send(message);
    });
    from.onClose(closeBoth);
  };
  pump(first, second);
  pump(second, first);
  first.start();
  second.start();
}

/** The message as the peers understand it, or null for anything they never send. */
export function messageOf(data: unknown): Message | null {
  if (typeof data === 'string') return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (data instanceof Uint8Array) return new Uint8Array(data);
  return null;
}
