/** Every call of the contract with what it needs. A new one fails here until somebody has thought about who may make it. */
import { isContractProcedure } from '@orpc/contract';
import { expect, it } from 'vitest';
import { contract } from '../../../shared/contract/contract.ts';
import { isAllowed, needSchema, roleFor, roleSchema, type Need } from '../../../shared/model/access.ts';

const expected: Readonly<Record<Need, readonly string[]>> = {
  read: [
    'access.me',
    'alarms.state', 'alarms.watch',
    'cloning.plan',
    'customization.applied', 'customization.export', 'customization.list', 'customization.preview',
    'datastores.planMaintenance',
    'deploy.plan',
    'drafts.list',
    'events.list', 'events.tasks', 'events.watch',
    'hardware.unattached',
    'hosting.obstacles',
    'inventory.containers', 'inventory.vm', 'inventory.vms', 'inventory.watch',
    'lifecycle.undoRefusal', 'lifecycle.unregistered',
    'machines.diff', 'machines.freedIfDeleted', 'machines.holders', 'machines.snapshots', 'machines.space',
    'migration.plan',
    'offload.datastores', 'offload.decide', 'offload.explain', 'offload.hostUse', 'offload.hosts', 'offload.trail', 'offload.trails', 'offload.watch',
    'performance.counters', 'performance.series', 'performance.watch',
    'policies.compliance', 'policies.state', 'policies.watch',
    'storage.aggregate', 'storage.estimateSplit', 'storage.planRestore', 'storage.restorableVms', 'storage.snapshots', 'storage.volume', 'storage.volumes', 'storage.watch',
    'system.info',
    'tasks.children', 'tasks.get', 'tasks.list', 'tasks.wait', 'tasks.watch',
  ],
  operate: [
    'alarms.acknowledge', 'alarms.reset',
    'cloning.start',
    'customization.apply',
    'deploy.start',
    'disks.compareDisks',
    'drafts.remove', 'drafts.save',
    'hardware.create', 'hardware.deleteUnattached', 'hardware.reconfigure',
    'inventory.deleteVms',
    'lifecycle.convert', 'lifecycle.createFolder', 'lifecycle.deleteFolder', 'lifecycle.move', 'lifecycle.power', 'lifecycle.register', 'lifecycle.rename', 'lifecycle.setNotes',
    'lifecycle.undo', 'lifecycle.unregister',
    'machines.clone', 'machines.createSnapshot', 'machines.removeSnapshot', 'machines.revert',
    'migration.start',
    'offload.compare',
    'policies.assign',
    'tasks.cancel',
  ],
  // Files beside the yard, what disks hold, storage, hosts, policies, specifications with their secrets, and who may come in.
  administer: [
    'access.keys.create', 'access.keys.list', 'access.keys.revoke', 'access.watch',
    'alarms.create', 'alarms.remove', 'alarms.update',
    'customization.create', 'customization.createPool', 'customization.duplicate', 'customization.import', 'customization.remove', 'customization.removePool',
    'customization.update', 'customization.updatePool',
    'datastores.enterMaintenance', 'datastores.exitMaintenance', 'datastores.mount', 'datastores.unmount',
    'disks.exportDisk', 'disks.importImage', 'disks.inspectImage', 'disks.listFolder', 'disks.writeDisk',
    'hosting.create', 'hosting.edit', 'hosting.enterMaintenance', 'hosting.exitMaintenance', 'hosting.moveHost', 'hosting.remove',
    'offload.clearDistrust', 'offload.resetCounters', 'offload.setDatastore', 'offload.setHostSwitches',
    'policies.create', 'policies.remove', 'policies.update',
    'storage.cloneVolume', 'storage.createSnapshot', 'storage.createVolume', 'storage.deleteSnapshot', 'storage.deleteVolume', 'storage.exactPass', 'storage.restoreSnapshot',
    'storage.restoreVm', 'storage.scrub', 'storage.setDedupe', 'storage.setQuota', 'storage.splitVolume', 'storage.startDedupe', 'storage.stopDedupe', 'storage.updateVolume',
    'system.check', 'system.initialize', 'system.startCheck',
  ],
};

function needsOf(router: object, path: readonly string[]): (readonly [path: string, need: unknown])[] {
  return Object.entries(router).flatMap(([name, part]: [string, object]) => {
    const here = [...path, name];
    return isContractProcedure(part) ? [[here.join('.'), part['~orpc'].meta['need']] as const] : needsOf(part, here);
  });
}

it('every call needs what was decided', () => {
  const found = needsOf(contract, []);
  for (const need of needSchema.options) {
    expect(found.filter(([, one]) => one === need).map(([path]) => path).toSorted(), need).toEqual(expected[need].toSorted());
  }
  expect(found.length).toBe(Object.values(expected).flat().length);
});

it('a role allows what it is the least role for, and what the roles below it allow', () => {
  const allowed = roleSchema.options.map((role) => needSchema.options.filter((need) => isAllowed(role, need)));
  expect(allowed).toEqual([['read'], ['read', 'operate'], ['read', 'operate', 'administer']]);
  for (const need of needSchema.options) expect(isAllowed(roleFor[need], need)).toBe(true);
});
