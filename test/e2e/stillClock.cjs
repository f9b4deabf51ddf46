/**
 * Loaded ahead of a command with `node --require`, in its worker threads too: the clock stands still at CLONEYARD_TEST_TIME
 * (ISO 8601), so that what is dated in a picture is dated the same in the next one. Timers and durations go on.
 */
const timeMs = Date.parse(process.env.CLONEYARD_TEST_TIME);

globalThis.Date = class extends Date {
  constructor(...parts) {
    if (parts.length === 0) super(timeMs);
    else super(...parts);
  }

  static now() {
    return timeMs;
  }
};
