import { createORPCClient } from '@orpc/client';
import { describe, expect, it, vi } from 'vitest';
import { connectionStore, keepConnected, retryDelayMs, retryNow, yard } from '../../../../renderer/stores/connection.ts';
import { RefusedError, type Connection, type ConnectionEnd, type YardClient } from '../../../../renderer/api/client.ts';

/** A connection whose calls are never made here; only its life matters. */
function connectionOf(): { connection: Connection; drop: (end?: ConnectionEnd) => void } {
  let drop: (end?: ConnectionEnd) => void = () => {};
  const closed = new Promise<ConnectionEnd>((resolve) => {
    drop = (end = 'lost') => resolve(end);
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
  it('tells a token that is not accepted from a server that is not there, and goes on trying', async () => {
    const { connection } = connectionOf();
    const answers = [new RefusedError('refused'), new Error('nobody there'), connection];
    const open = () => {
      const answer = answers.shift();
      return answer === undefined || answer instanceof Error ? Promise.reject(answer ?? new Error('no more answers')) : Promise.resolve(answer);
    };
    connectionStore.setState({ generation: 0, connection: null, phase: 'connecting' });
    const stop = new AbortController();
    const done = keepConnected(open, 'token', stop.signal);
    for (const phase of ['refused', 'unreachable', 'connected']) {
      await vi.waitFor(() => expect(connectionStore.getState().phase).toBe(phase));
      retryNow();
    }
    stop.abort();
    expect(await done).toBeNull();
  });
  it('ends for good with the access key, and every call says so', async () => {
    const { connection, drop } = connectionOf();
    let opened = 0;
    const open = () => {
      opened += 1;
      return Promise.resolve(connection);
    };
    const done = keepConnected(open, 'token', new AbortController().signal);
    await vi.waitFor(() => expect(connectionStore.getState().phase).toBe('connected'));
    drop('revoked');
    expect(await done).toBe('revoked');
    expect(connectionStore.getState()).toMatchObject({ phase: 'revoked', connection: null, token: null });
    expect(opened).toBe(1);
    expect(() => yard()).toThrow(expect.objectContaining({ code: 'NoPermission', message: 'The access key of this page was revoked.' }));
  });
});
