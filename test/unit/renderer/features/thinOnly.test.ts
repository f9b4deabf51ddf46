import { describe, expect, it } from 'vitest';
import { thinOnlyReason } from '../../../../renderer/features/parts/thinOnly.ts';
import type { DatastoreAcceleration } from '../../../../shared/model/offload.ts';
import { datastoreAcceleration, hostAcceleration } from '../stores/accelerationRows.ts';

const reserveSpace = (isOffered: boolean) => ({ primitive: 'nasReserveSpace', isOffered, status: 'unknown', lastReason: null, atMs: null }) as const;
const filer = (change: Partial<DatastoreAcceleration> = {}) => datastoreAcceleration(1, { type: 'NFS', profile: 'nasFiler', primitives: [reserveSpace(true)], ...change });
const host = hostAcceleration(1);

describe('thick disks', () => {
  it('are offered on VMFS whatever the array, on filers with Reserve Space, and while nothing is known', () => {
    expect(thinOnlyReason(datastoreAcceleration(1), host)).toBeNull();
    expect(thinOnlyReason(filer(), host)).toBeNull();
    expect(thinOnlyReason(filer(), undefined)).toBeNull();
    expect(thinOnlyReason(undefined, host)).toBeNull();
  });
  it('are not offered on NFS otherwise, and the reason is told', () => {
    expect(thinOnlyReason(filer({ primitives: [reserveSpace(false)] }), host)).toBe('datastore-1 offers thin disks only: the array behind it has no Reserve Space.');
    expect(thinOnlyReason(filer({ switches: { isMoveOn: true, isInitOn: false, isLockingOn: true } }), host)).toContain('offloading of zeroing');
    expect(thinOnlyReason(filer({ distrust: { sinceMs: 0, reason: '' } }), host)).toContain('not trusted');
    expect(thinOnlyReason(filer(), { ...host, switches: { ...host.switches, isNasPluginInstalled: false } })).toContain('the NAS plug-in is not installed on esx-1');
  });
});
