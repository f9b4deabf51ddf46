import { describe, expect, it } from 'vitest';
import { withFarms } from '../../../electron/lab/farm.ts';
import { sampleYard } from '../../../electron/lab/sampleYard.ts';
import { arrayProfiles } from '../../../electron/offload/device/profiles.ts';

const filerLimit = arrayProfiles.nasFiler.sharingLimit;

describe('room for many machines', () => {
  it.each([40, 10_000, 64_040, 64_041, 100_000, 250_000])('is laid out for %i machines so that no template is shared by more of them than a filer allows', (machineCount) => {
    const { farms, templates, clusters } = withFarms(sampleYard, machineCount);
    expect(40 + farms.reduce((sum, { count }) => sum + count, 0)).toBe(machineCount);
    expect(clusters).toHaveLength(sampleYard.clusters.length + farms.length);
    const onFilers = templates.filter(({ datastore }) => datastore.startsWith('nfs-'));
    // The farms are handed to the templates on filers by turns.
    const clones = onFilers.map((_, index) => farms.filter((_farm, place) => place % onFilers.length === index).reduce((sum, { count }) => sum + count, 0));
    expect(Math.max(...clones) + 40).toBeLessThan(filerLimit ?? 0);
    expect(new Set(templates.map(({ name }) => name)).size).toBe(templates.length);
  });

  it('needs no further template up to 64,000 machines', () => {
    expect(withFarms(sampleYard, 64_040).templates).toHaveLength(3);
    expect(withFarms(sampleYard, 100_000).templates.map(({ name }) => name)).toEqual(['linux-server-gold', 'desktop-gold', 'database-gold', 'linux-server-gold-02', 'desktop-gold-02']);
  });
});
