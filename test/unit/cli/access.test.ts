import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { YardContract } from '../../../shared/contract/contract.ts';
import { requestIdOf } from '../../../shared/ids.ts';
import { runInProcess, startProcess, type Outcome } from './harness.ts';

const limitMs = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'cloneyard-access-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]): Promise<Outcome> => runInProcess({ folder }, ...args);
const answerOf = async (...args: string[]): Promise<unknown> => {
  const outcome = await run(...args, '--json');
  expect(outcome, outcome.out + outcome.err).toMatchObject({ code: 0, err: '' });
  return JSON.parse(outcome.out);
};

describe('access keys on the command line', () => {
  it('are created, listed and revoked', async () => {
    await answerOf('init', '--empty');
    expect(await answerOf('access', 'ls')).toEqual([]);
    const made = await answerOf('access', 'create', 'Robin', '--role', 'read-only', '--expires', '30d');
    expect(made).toMatchObject({ id: 'access-1', name: 'Robin', role: 'read-only', createdBy: 'Command line', isExpired: false, lastUsedAt: null, connections: 0, secret: expect.stringMatching(/^access-1\.[\w-]{43}$/), link: null });
    const { expiresAt, createdAt } = made as { expiresAt: string; createdAt: string };
    expect(Math.abs(Date.parse(expiresAt) - Date.parse(createdAt) - 30 * 86_400_000)).toBeLessThan(60_000);
    const text = await run('access', 'create', 'Kim', '--role', 'operator');
    expect(text.out).toMatch(/^Created the access key "Kim" with the role Operator, valid until it is revoked\.\nIts holder comes in at the address of the served client, followed by:\n {2}\/#token=access-2\.[\w-]{43}\nThis is not shown again\.\n$/);
    const listed = await run('access', 'ls');
    expect(listed.out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([['Name', 'Role'], ['Robin', 'Read-only'], ['Kim', 'Operator'], ['']]);
    expect(await answerOf('access', 'revoke', 'robin')).toMatchObject({ id: 'access-1', name: 'Robin' });
    expect(await answerOf('access', 'ls')).toMatchObject([{ name: 'Kim', expiresAt: null }]);
  });

  it('say what was wrong', async () => {
    expect(JSON.parse((await run('access', 'revoke', 'Nobody', '--json')).out)).toMatchObject({ fault: 'ManagedObjectNotFound', hint: 'List them with: cloneyard access ls' });
    expect(JSON.parse((await run('access', 'create', 'Kim', '--role', 'operator', '--json')).out)).toMatchObject({ fault: 'DuplicateName' });
    expect(JSON.parse((await run('access', 'create', 'Late', '--role', 'operator', '--expires', '2020-01-01', '--json')).out)).toMatchObject({ fault: 'InvalidArgument' });
    // Some of these would be a year for `Date.parse`: a key for a month must not become one for decades.
    const expiries = ['soon', '45', '45 d', 'next 2040', '2040'].map((text) => ['create', 'x', '--role', 'operator', '--expires', text]);
    for (const wrong of [['create', 'x'], ['create', 'x', '--role', 'owner'], ...expiries]) {
      expect(await run('access', ...wrong), wrong.join(' ')).toMatchObject({ code: 2, out: '' });
    }
  });
});

describe('a served client', () => {
  it(
    'lets the holder of a key do what the role allows, until the key is revoked',
    async () => {
      const serving = startProcess(folder, 'serve', '--json');
      try {
        const { url } = JSON.parse(await serving.shows('out', '\n')) as { url: string };
        const { secret, link } = (await answerOf('access', 'create', 'Visitor', '--role', 'operator')) as { secret: string; link: string };
        expect(link).toBe(url.replace(/token=.*/, `token=${secret}`));
        const connect = (token: string) => new WebSocket(`ws://${new URL(url).host}/yard`, ['cloneyard', token]);
        const socket = connect(secret);
        socket.binaryType = 'arraybuffer';
        // The client asks for the browser's type; the methods it uses are the same.
        const client: ContractRouterClient<YardContract> = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
        expect(await client.access.me()).toEqual({ name: 'Visitor', role: 'operator', isLocal: false, sinceMs: expect.any(Number) });
        expect(await client.inventory.containers()).not.toEqual([]);
        await expect(client.storage.scrub({ requestId: requestIdOf('scrub-by-a-visitor') })).rejects.toMatchObject({ code: 'NoPermission' });
        const upload = await fetch(new URL('/upload?name=a.img', url), { method: 'PUT', headers: { 'x-cloneyard-token': secret }, body: 'x' });
        expect([upload.status, await upload.json()]).toMatchObject([403, { code: 'NoPermission' }]);
        expect(await answerOf('access', 'ls')).toMatchObject([{ name: 'Kim', connections: 0 }, { name: 'Visitor', connections: 1 }]);

        const closed = once(socket, 'close');
        expect((await run('access', 'revoke', 'Visitor')).out).toBe('Revoked the access key "Visitor". 1 connection cut off.\n');
        expect((await closed)[0]).toBe(4401);
        const [error] = await once(connect(secret), 'error');
        expect(String(error)).toContain('401');
      } finally {
        serving.interrupt();
      }
      expect(await serving.ended).toMatchObject({ code: 0 });
      expect(await answerOf('check')).toMatchObject({ ok: true });
      const events = await run('event', 'ls');
      for (const sentence of ['The access key "Visitor" was created with the role Operator.', '"Visitor" has connected with an access key.', 'The access key "Visitor" with the role Operator was revoked.']) expect(events.out).toContain(sentence);
    },
    limitMs,
  );
});
