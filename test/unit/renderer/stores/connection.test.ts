import { createORPCClient } from '@orpc/client';
import { describe, expect, it, vi } from 'vitest';
import { connectionStore, keepConnected, retryDelayMs, retryNow, yard } from '../../../../renderer/stores/connection.ts';
import type { Connection, YardClient } from '../../../../renderer/api/client.ts';

/** A connection whose calls are never made here; only its life matters. */
function connectionOf(): { connection: Connection; drop: () => void } {
  let drop = () => {};
  const closed = new Promise<string>((resolve) => {
    drop = () => resolve('dropped');
  });
  return { connection: { yard: createORPCClient<YardClient>({ call: () => Promise.reject(new Error('not called here')) }), shell: null, closed, close: drop }, drop };
}

describe('retryDelayMs', () => {
  it('doubles up to a limit', () => {
    expect([0, 1, 2].map(retryDelayMs)).toEqual([250, 500, 1000]);
    expect(retryDelayMs(40)).toBe(8000);
  });
});

describe('keepConnected', () => {
  it('says unreachable, connects, says lost, and connects again with a new generation', async () => {
    const first = connectionOf();
    const second = connectionOf();
    const answers = [null, first.connection, second.connection];
    const open = () => {
      const answer = answers.shift();
      return answer == null ? Promise.reject(new Error('refused')) : Promise.resolve(answer);
    };
    const stop = new AbortController();
    const done = keepConnected(open, 'token', stop.signal);
    await vi.waitFor(() => expect(connectionStore.getState().phase).toBe('unreachable'));
    expect(() => yard()).toThrow('no connection');
    retryNow();
    await vi.waitFor(() => expect(connectionStore.getState()).toMatchObject({ phase: 'connected', generation: 1, token: 'token' }));
    expect(yard()).toBe(first.connection.yard);
    first.drop();
    await vi.waitFor(() => expect(connectionStore.getState().phase).toBe('lost'));
    retryNow();
    await vi.waitFor(() => expect(connectionStore.getState()).toMatchObject({ phase: 'connected', generation: 2 }));
    stop.abort();
    await done;
  });
});
