/** Tells what a host is doing, second by second. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { HostUseSink } from './moverTypes.ts';

const intervalMs = 1000;

export class HostUseMeter {
  readonly #sink: HostUseSink;
  readonly #hostId: ObjectId;
  readonly #timer: NodeJS.Timeout;
  #busyMs = 0;
  #networkReadBytes = 0;
  #networkWriteBytes = 0;

  constructor(sink: HostUseSink, hostId: ObjectId) {
    this.#sink = sink;
    this.#hostId = hostId;
    this.#timer = setInterval(() => this.#tell(), intervalMs);
    this.#timer.unref();
  }

  worked(busyMs: number): void {
    this.#busyMs += busyMs;
  }

  received(bytes: number): void {
    this.#networkReadBytes += bytes;
  }

  sent(bytes: number): void {
    this.#networkWriteBytes += bytes;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#tell();
  }

  #tell(): void {
    const use = { busyMs: this.#busyMs, networkReadBytes: this.#networkReadBytes, networkWriteBytes: this.#networkWriteBytes };
    this.#busyMs = 0;
    this.#networkReadBytes = 0;
    this.#networkWriteBytes = 0;
    if (use.busyMs + use.networkReadBytes + use.networkWriteBytes > 0) this.#sink.record(this.#hostId, use);
  }
}
