import { describe, expect, it } from 'vitest';
import { say } from '../../../../renderer/strings/say.ts';

describe('what the client says', () => {
  it('is the text of the key, whenever it is asked for', () => {
    expect(say('common.cancel')).toBe('Cancel');
    expect(say('common.cancel')).toBe('Cancel');
  });

  it('has the form that goes with a count, and separators in it', () => {
    expect(say('counts.machine', { count: 1 })).toBe('1 machine');
    expect(say('counts.machine', { count: 0 })).toBe('0 machines');
    expect(say('counts.machine', { count: 12_345 })).toBe('12,345 machines');
    expect(say('migrate.runningSome', { count: 1200, total: 2500 })).toContain('1,200 of these 2,500 machines are not powered off');
    expect(say('deleteVms.snapshotsGoWithThem', { count: 1 })).toBe('1 snapshot goes with them.');
  });

  it('puts values in as they are: nothing in a name is taken for a tag, an entity, a value or another key', () => {
    for (const datastore of ['a <b>&amp; "c"', '{{datastore}}', '$t(common.cancel)', 'nfs.gold_one']) {
      expect(say('deploy.capacityOf', { datastore })).toBe(`Capacity of ${datastore}`);
    }
  });
});
