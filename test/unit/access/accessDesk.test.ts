import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccessDesk } from '../../../electron/access/accessDesk.ts';
import type { KeyRecord } from '../../../electron/access/keyStore.ts';
import { isSecret, keyIdOf, type HashedSecret } from '../../../electron/access/secrets.ts';
import { EventLog } from '../../../electron/events/eventLog.ts';
import { eventOf, unpackNewestFirst } from '../../../electron/events/eventGroups.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import { watchState } from '../../../electron/tasks/watchState.ts';
import { accessKeyIdSchema } from '../../../shared/ids.ts';
import { tempFolder, type TempFolder } from '../../fixtures/images.ts';

const hourMs = 3_600_000;
let folder: TempFolder;
let meta: Meta;
let events: EventLog;
let desk: AccessDesk;
let nowMs: number;
const said: string[] = [];

const open = (): void => {
  meta = Meta.open(folder.file('meta'));
  events = new EventLog({ meta });
  desk = new AccessDesk({ meta, events, say: (text) => said.push(text), now: () => (vi.isFakeTimers() ? Date.now() : nowMs) });
};
const shut = async (): Promise<void> => {
  desk.close();
  events.close();
  await meta.close();
};
beforeEach(async () => {
  folder = await tempFolder();
  nowMs = Date.UTC(2026, 0, 1);
  open();
});
afterEach(async () => {
  vi.useRealTimers();
  await shut();
  await folder.remove();
  expect(said.splice(0)).toEqual([]);
});

const sentences = (): string[] =>
  events.before(events.newestKey + 1, 100).flatMap(({ key, value }) => [...unpackNewestFirst(key, value)].map((packed) => eventOf(value, packed).message)).toReversed();

describe('an access key', () => {
  it('lets its holder in, over a restart too, and nobody else', async () => {
    const { key, secret } = await desk.create({ name: 'Robin', role: 'operator' }, 'Administrator');
    expect(key).toEqual({ id: 'access-1', name: 'Robin', role: 'operator', createdAtMs: nowMs, createdBy: 'Administrator', expiresAtMs: null, lastUsedAtMs: null, connectionCount: 0 });
    const other = await desk.create({ name: 'Kim', role: 'readOnly' }, 'Administrator');
    for (let round = 0; round < 2; round += 1) {
      // Wrong ones ahead of right ones and after them: what was right before must not let anything else in.
      for (const wrong of ['', secret.slice(0, -1), `${secret}x`, secret.replace('access-1', 'access-2'), secret.replace('access-1', 'access-3'), `${key.id}.${'A'.repeat(43)}`]) {
        expect(await desk.admit(wrong), wrong).toBeNull();
      }
      expect(await desk.admit(secret)).toEqual({ id: key.id, role: 'operator' });
      expect(await desk.admit(other.secret)).toEqual({ id: other.key.id, role: 'readOnly' });
      await shut();
      open();
    }
    expect(desk.personOf(key.id)).toEqual({ name: 'Robin', role: 'operator', isLocal: false, sinceMs: key.createdAtMs });
  });

  it('is kept as a salted hash, never as what lets somebody in', async () => {
    const { secret } = await desk.create({ name: 'Robin', role: 'operator' }, 'Administrator');
    const stored = [...meta.table<number, { secret: HashedSecret }>('accessKeys').entries()].map(({ value }) => value);
    expect(stored).toHaveLength(1);
    const kept = JSON.stringify(stored);
    expect(kept).not.toContain(secret.split('.')[1]);
    expect(JSON.stringify(desk.state())).not.toMatch(/salt|hash|secret/);
    const [record] = stored;
    if (!record) throw new Error('Nothing is kept.');
    expect(await isSecret(secret, record.secret)).toBe(true);
    expect(await isSecret(secret, { ...record.secret, salt: Buffer.alloc(16).toString('base64') })).toBe(false);
  });

  it('has a name of its own, which nobody without a key has either', async () => {
    await desk.create({ name: 'Robin', role: 'operator' }, 'Administrator');
    for (const name of ['robin', 'ADMINISTRATOR', 'Command line', 'System']) {
      await expect(desk.create({ name, role: 'readOnly' }, 'x'), name).rejects.toMatchObject({ code: 'DuplicateName', data: { names: [name] } });
    }
    await expect(desk.create({ name: ' ', role: 'readOnly' }, 'x')).rejects.toMatchObject({ code: 'InvalidName' });
    await expect(desk.create({ name: 'Late', role: 'readOnly', expiresAtMs: nowMs }, 'x')).rejects.toMatchObject({ code: 'InvalidArgument' });
    // Both ask before either is there.
    const both = await Promise.allSettled([1, 2].map(() => desk.create({ name: 'Twin', role: 'readOnly' }, 'x')));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(desk.state().keys.map(({ name }) => name)).toEqual(['Robin', 'Twin']);
  });

  it('that was revoked is good for nothing, and its id is never given out again', async () => {
    const { key, secret } = await desk.create({ name: 'Robin', role: 'administrator' }, 'Administrator');
    expect(await desk.admit(secret)).not.toBeNull();
    desk.revoke(key.id);
    expect(await desk.admit(secret)).toBeNull();
    expect(() => desk.personOf(key.id)).toThrow(expect.objectContaining({ code: 'NoPermission', message: 'The access key was revoked.' }));
    expect(() => desk.revoke(key.id)).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound' }));
    await shut();
    open();
    const again = await desk.create({ name: 'Robin', role: 'readOnly' }, 'Administrator');
    expect(again.key.id).toBe('access-2');
    expect(await desk.admit(secret)).toBeNull();
  });

  it('that is revoked while its holder is being looked at does not let him in', async () => {
    const { key, secret } = await desk.create({ name: 'Robin', role: 'operator' }, 'Administrator');
    const asking = desk.admit(secret);
    desk.revoke(key.id);
    expect(await asking).toBeNull();
  });

  it('does not make others wait for ever when somebody keeps guessing', async () => {
    const { key, secret } = await desk.create({ name: 'Robin', role: 'operator' }, 'Administrator');
    const guesses = Array.from({ length: 40 }, (_, index) => desk.admit(`${key.id}.${String(index).padStart(43, 'A')}`));
    expect(await Promise.all(guesses)).toEqual(guesses.map(() => null));
    expect(await desk.admit(secret)).toEqual({ id: key.id, role: 'operator' });
  });
});

describe('connections', () => {
  it('are counted, noted and told of', async () => {
    const { key } = await desk.create({ name: 'Robin', role: 'operator' }, 'Administrator');
    const leaves = [desk.begin(key.id, () => undefined), desk.begin(key.id, () => undefined)];
    expect(desk.state().keys).toMatchObject([{ connectionCount: 2, lastUsedAtMs: nowMs }]);
    nowMs += 5000;
    for (const leave of [...leaves, ...leaves]) leave();
    expect(desk.state().keys).toMatchObject([{ connectionCount: 0, lastUsedAtMs: nowMs }]);
    desk.revoke(key.id);
    expect(sentences()).toEqual([
      'The access key "Robin" was created with the role Operator.',
      '"Robin" has connected with an access key.',
      '"Robin" has connected with an access key.',
      '"Robin" has disconnected.',
      '"Robin" has disconnected.',
      'The access key "Robin" with the role Operator was revoked.',
    ]);
  });

  it('end at once when their key is revoked, each once, and those of others go on', async () => {
    const [first, second] = await Promise.all(['Robin', 'Kim'].map((name) => desk.create({ name, role: 'operator' }, 'Administrator')));
    if (!first || !second) throw new Error('Two keys were asked for.');
    const ended: string[] = [];
    const leaves = [desk.begin(first.key.id, (why) => ended.push(`a ${why}`)), desk.begin(first.key.id, (why) => ended.push(`b ${why}`)), desk.begin(second.key.id, () => ended.push('other'))];
    desk.revoke(first.key.id);
    expect(ended).toEqual(['a revoked', 'b revoked']);
    for (const leave of leaves) leave();
    expect(ended).toHaveLength(2);
    expect(desk.state().keys).toMatchObject([{ id: second.key.id, connectionCount: 0 }]);
  });

  it('end when their key expires, however far away that is, and not a moment earlier', async () => {
    const expiresAtMs = nowMs + 60 * 24 * hourMs;
    const { key, secret } = await desk.create({ name: 'Robin', role: 'operator', expiresAtMs }, 'Administrator');
    expect(await desk.admit(secret)).not.toBeNull();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: nowMs });
    const ended: string[] = [];
    desk.begin(key.id, (why) => ended.push(why));
    vi.advanceTimersByTime(60 * 24 * hourMs - 1);
    expect(ended).toEqual([]);
    expect(desk.personOf(key.id).name).toBe('Robin');
    vi.advanceTimersByTime(1);
    expect(ended).toEqual(['expired']);
    expect(() => desk.personOf(key.id)).toThrow(expect.objectContaining({ code: 'NoPermission', message: 'The access key has expired.' }));
    expect(await desk.admit(secret)).toBeNull();
    // It stays in the list until somebody revokes it.
    expect(desk.state().keys).toMatchObject([{ id: key.id, connectionCount: 0 }]);
  });

  it('end soon when the clock has gone on while timers stood still, as it has after a sleep', async () => {
    const { key } = await desk.create({ name: 'Robin', role: 'operator', expiresAtMs: nowMs + 8 * hourMs }, 'Administrator');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: nowMs });
    const ended: string[] = [];
    desk.begin(key.id, (why) => ended.push(why));
    vi.setSystemTime(nowMs + 9 * hourMs);
    expect(ended).toEqual([]);
    vi.advanceTimersByTime(60_000);
    expect(ended).toEqual(['expired']);
  });

  it('with a key that is gone by then end before they have begun', async () => {
    const { key } = await desk.create({ name: 'Robin', role: 'operator' }, 'Administrator');
    desk.revoke(key.id);
    const ended: string[] = [];
    desk.begin(key.id, (why) => ended.push(why))();
    expect(ended).toEqual(['revoked']);
    expect(sentences()).not.toContain('"Robin" has connected with an access key.');
  });

  it('that outlive the yard cannot be noted and do no harm', async () => {
    const { key } = await desk.create({ name: 'Robin', role: 'operator' }, 'Administrator');
    const leave = desk.begin(key.id, () => undefined);
    await shut();
    leave();
    open();
  });
});

describe('the check', () => {
  it('finds nothing wrong with keys that were made and revoked, and tells of those that were damaged', async () => {
    const { key } = await desk.create({ name: 'Robin', role: 'operator' }, 'Administrator');
    await desk.create({ name: 'Kim', role: 'operator' }, 'Administrator');
    desk.revoke(key.id);
    expect(desk.problems()).toEqual([]);
    const table = meta.table<number, KeyRecord>('accessKeys');
    const kim = table.get(2);
    if (!kim) throw new Error('The key is not kept under its number.');
    meta.transaction((tx) => table.put(tx, 9, { ...kim, secret: { ...kim.secret, hash: '' } }));
    expect(desk.problems()).toEqual([
      'The access key access-2 is kept under the number 9.', 'The access key access-2 was never given out.', 'Two access keys are called "Kim".', 'The access key access-2 has a secret that cannot be compared with.',
    ]);
    meta.transaction((tx) => table.remove(tx, 9));
  });
});

it('whoever watches is told of every change', async () => {
  const stop = new AbortController();
  const stream = watchState(desk.feed, () => desk.state(), stop.signal);
  expect(await stream.next()).toMatchObject({ value: { keys: [] } });
  const { key } = await desk.create({ name: 'Robin', role: 'operator' }, 'Administrator');
  expect(await stream.next()).toMatchObject({ value: { keys: [{ name: 'Robin', connectionCount: 0 }] } });
  const leave = desk.begin(key.id, () => undefined);
  expect(await stream.next()).toMatchObject({ value: { keys: [{ connectionCount: 1 }] } });
  leave();
  desk.revoke(key.id);
  expect(await stream.next()).toMatchObject({ value: { keys: [] } });
  stop.abort();
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

it('what is no secret names no key', () => {
  const rest = 'A'.repeat(43);
  expect(keyIdOf(`access-12.${rest}`)).toBe(accessKeyIdSchema.parse('access-12'));
  for (const text of [`access-0.${rest}`, `access-12${rest}`, `access-12.${rest}A`, `access-12.${rest.slice(1)}`, `access-12.${rest.slice(1)}/`, `access-12.${rest}\n`, `x access-12.${rest}`]) expect(keyIdOf(text), text).toBeNull();
});
