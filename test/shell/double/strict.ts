/** What keeps the double honest: it answers only for what it models, and says so about everything else. */
import { EventEmitter } from 'node:events';
import { deserialize, serialize } from 'node:v8';

/** `members` behind a guard: reading anything else throws, so that the shell cannot lean on what was never modelled. */
export function strict<T extends object>(name: string, members: T): T {
  return new Proxy(members, {
    get: (target, key) => {
      // The module loader and promises look for these on anything.
      if (typeof key === 'symbol' || key === 'then' || key === '__esModule') return Reflect.get(target, key);
      if (!(key in target)) throw new Error(`${name}.${key} is not modelled`);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' && !isClass(value) ? value.bind(target) : value;
    },
    set: (_target, key) => {
      throw new Error(`${name}.${String(key)} cannot be set`);
    },
  });
}

function isClass(value: object): boolean {
  return Function.prototype.toString.call(value).startsWith('class');
}

/** Throws for options that are not modelled, as a slip in their spelling would be. */
export function checkOptions(name: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new Error(`${name}: the option "${key}" is not modelled`);
  }
}

/** A copy as it would arrive after crossing a process border; throws for what cannot cross. */
export function cross(value: unknown): unknown {
  const copy: unknown = deserialize(serialize(value));
  return copy;
}

/** Emits and accepts only the events it was told about. */
export class StrictEmitter {
  readonly #emitter = new EventEmitter();
  readonly #name: string;
  readonly #events: readonly string[];

  constructor(name: string, events: readonly string[]) {
    this.#name = name;
    this.#events = events;
  }

  on(event: string, listener: (...values: never[]) => void): this {
    this.#check(event);
    this.#emitter.on(event, listener as (...values: unknown[]) => void);
    return this;
  }

  once(event: string, listener: (...values: never[]) => void): this {
    this.#check(event);
    this.#emitter.once(event, listener as (...values: unknown[]) => void);
    return this;
  }

  emit(event: string, ...values: unknown[]): void {
    this.#check(event);
    this.#emitter.emit(event, ...values);
  }

  /** Emits with an event that can be held back; true when a listener did. */
  emitPreventable(event: string, details: object = {}, ...values: unknown[]): boolean {
    let isPrevented = false;
    this.emit(event, strict(`${this.#name} ${event}`, { ...details, preventDefault: () => void (isPrevented = true) }), ...values);
    return isPrevented;
  }

  listenerCount(event: string): number {
    return this.#emitter.listenerCount(event);
  }

  #check(event: string): void {
    if (!this.#events.includes(event)) throw new Error(`${this.#name}: the event "${event}" is not modelled`);
  }
}
