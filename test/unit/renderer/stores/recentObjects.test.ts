import { expect, it } from 'vitest';
import { mostRecent, withRecent } from '../../../../renderer/stores/recentObjects.ts';
import { objectId } from './rows.ts';

it('keeps each object once, the latest first, and not too many', () => {
  const ids = Array.from({ length: 30 }, (_, n) => objectId(`vm-${n + 1}`)).reduce<ReturnType<typeof withRecent>>(withRecent, []);
  expect(ids).toHaveLength(mostRecent);
  expect(ids[0]).toBe('vm-30');
  expect(withRecent(ids, objectId('vm-25')).slice(0, 3)).toEqual(['vm-25', 'vm-30', 'vm-29']);
  expect(withRecent(ids, objectId('vm-25'))).toHaveLength(mostRecent);
});
