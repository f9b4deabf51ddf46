import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ChangeFeed } from '../../../electron/tasks/changeFeed.ts';
import { createRandom } from '../../sim/random.ts';

test('a burst arrives as one message, in an unbroken chain of revisions', async () => {
  const feed = new ChangeFeed<number>();
  feed.mark([1]);
  const subscription = feed.subscribe();
  expect(subscription.revision).toBe(1);
  feed.mark([2]);
  feed.mark([3, 2]);
  const first = await subscription.next();
  expect(first).toEqual({ keys: new Set([2, 3]), previousRevision: 1, revision: 3 });
  feed.mark([4]);
  const startedMs = performance.now();
  const second = await subscription.next();
  expect(second).toEqual({ keys: new Set([4]), previousRevision: 3, revision: 4 });
  expect(performance.now() - startedMs).toBeGreaterThan(80);
  subscription.end();
});

test('whatever is marked between messages is told, whenever it happens', async () => {
  const seed = 4711;
  const random = createRandom(seed);
  const feed = new ChangeFeed<number>();
  const subscription = feed.subscribe();
  const told = new Set<number>();
  let last = 0;
  const reader = (async () => {
    let revision = subscription.revision;
    for (;;) {
      const changes = await subscription.next();
      if (!changes) return;
      expect(changes.previousRevision, `seed ${seed}`).toBe(revision);
      revision = changes.revision;
      for (const key of changes.keys) told.add(key);
      if (told.has(last) && told.size === 500) return;
    }
  })();
  for (let key = 0; key < 500; key += 1) {
    last = key;
    feed.mark([key]);
    if (random.chance(0.2)) await nextTurn();
  }
  await reader;
  expect(told.size, `seed ${seed}`).toBe(500);
  subscription.end();
});

test('aborting ends a waiting subscriber and leaves nothing behind', async () => {
  const feed = new ChangeFeed<string>();
  const controller = new AbortController();
  const subscription = feed.subscribe(controller.signal);
  const waiting = subscription.next();
  controller.abort();
  expect(await waiting).toBeNull();
  expect(feed.subscriberCount).toBe(0);
  expect(await feed.subscribe(AbortSignal.abort()).next()).toBeNull();
});

test('closing ends waiting subscribers, those in their gap, and later ones', async () => {
  const feed = new ChangeFeed<string>();
  const waiting = feed.subscribe();
  const inGap = feed.subscribe();
  feed.mark(['a']);
  await inGap.next();
  await waiting.next();
  feed.mark(['b']);
  const both = [waiting.next(), inGap.next()];
  feed.close();
  expect(await Promise.all(both)).toEqual([null, null]);
  expect(await feed.subscribe().next()).toBeNull();
});
