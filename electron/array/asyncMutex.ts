/** Lets one piece of asynchronous work run at a time, in the order asked for. */
export class AsyncMutex {
  #tail: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    // The queue goes on whatever became of this piece; its caller gets the failure.
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

/** A fixed set of things to borrow; borrowers wait when all are out. */
export class Pool<T> {
  readonly #free: T[];
  readonly #waiters: ((item: T) => void)[] = [];

  constructor(items: T[]) {
    this.#free = items;
  }

  async use<R>(work: (item: T) => Promise<R>): Promise<R> {
    const free = this.#free.pop();
    const item = free ?? (await new Promise<T>((resolve) => this.#waiters.push(resolve)));
    try {
      return await work(item);
    } finally {
      const waiter = this.#waiters.shift();
      if (waiter) waiter(item);
      else this.#free.push(item);
    }
  }
}
