/** Changes of hardware acceleration. They apply at once; each tells whether the yard has taken it, and most can be taken back. */
import type { ObjectId } from '../../shared/ids.ts';
import type { ArrayProfileId, DatastoreSwitches, HostSwitches } from '../../shared/model/offload.ts';
import { say } from '../strings/say.ts';
import { accelerationStore } from './acceleration.ts';
import { yard } from './connection.ts';
import { noticesStore, notify, notifyFault, withdrawAction } from './notices.ts';

/** Resolves with false when the yard has refused; the reason is then a notice. */
type Change = () => Promise<boolean>;

async function attempt(failure: string, run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    notifyFault(failure, error);
    return false;
  }
}

/** @param undo null when it is not known what was before @param isSet whether what was set is so still */
async function changeWithUndo(change: Change, told: string, undo: Change | null, isSet: () => boolean): Promise<boolean> {
  if (!(await change())) return false;
  if (undo === null) {
    notify('success', told);
    return true;
  }
  const noticeId = notify('success', told, {
    label: say('common.undo'),
    onAction: () => void undo(),
  });
  // Once it was changed again, taking it back would take back the wrong thing. The event of the change itself may be yet to come.
  let wasSet = isSet();
  const stop = accelerationStore.subscribe(() => {
    const isStill = isSet();
    const isOver = wasSet && !isStill;
    if (isOver) withdrawAction(noticeId);
    // A notice that was dismissed offers nothing any more.
    if (isOver || !noticesStore.getState().notices.some(({ id }) => id === noticeId)) stop();
    wasSet = isStill;
  });
  return true;
}

/** @param told what the notice says once it is done */
export async function setHostSwitches(hostId: ObjectId, change: Partial<HostSwitches>, told: string): Promise<boolean> {
  const set = (switches: Partial<HostSwitches>) => attempt(say('stores.settingNotChanged'), () => yard().offload.setHostSwitches({ hostId, change: switches }));
  const before = accelerationStore.getState().hosts.get(hostId)?.switches;
  return await changeWithUndo(() => set(change), told, before === undefined ? null : () => set(onlyChanged(before, change)), () => isAsIn(accelerationStore.getState().hosts.get(hostId)?.switches, change));
}

/** @param told what the notice says once it is done */
export async function setDatastoreSwitches(datastoreId: ObjectId, change: Partial<DatastoreSwitches>, told: string): Promise<boolean> {
  const set = (switches: Partial<DatastoreSwitches>) => attempt(say('stores.settingNotChanged'), () => yard().offload.setDatastore({ datastoreId, switches }));
  const before = accelerationStore.getState().datastores.get(datastoreId)?.switches;
  return await changeWithUndo(() => set(change), told, before === undefined ? null : () => set(onlyChanged(before, change)), () => isAsIn(accelerationStore.getState().datastores.get(datastoreId)?.switches, change));
}

export async function setFileBlockBytes(datastoreId: ObjectId, fileBlockBytes: number, told: string): Promise<boolean> {
  const set = (sizeBytes: number) => attempt(say('stores.fileBlockSizeNotChanged'), () => yard().offload.setDatastore({ datastoreId, fileBlockBytes: sizeBytes }));
  const before = accelerationStore.getState().datastores.get(datastoreId)?.fileBlockBytes;
  return await changeWithUndo(() => set(fileBlockBytes), told, before === undefined ? null : () => set(before), () => accelerationStore.getState().datastores.get(datastoreId)?.fileBlockBytes === fileBlockBytes);
}

function isAsIn<Settings extends object>(now: Settings | undefined, change: Partial<Settings>): boolean {
  if (now === undefined) return false;
  for (const name in change) if (now[name] !== change[name]) return false;
  return true;
}

/** What the settings named in `change` were before. */
export function onlyChanged<Settings extends object>(before: Settings, change: Partial<Settings>): Partial<Settings> {
  const old: Partial<Settings> = {};
  for (const name in change) old[name] = before[name];
  return old;
}

/** @throws what the yard throws */
export async function setProfile(datastoreId: ObjectId, profile: ArrayProfileId): Promise<void> {
  await yard().offload.setDatastore({ datastoreId, profile });
}

/** @throws what the yard throws */
export async function resetCounters(datastoreId: ObjectId): Promise<void> {
  await yard().offload.resetCounters({ datastoreId });
}

/** Gives a distrusted device another chance. */
export async function trustAgain(datastoreId: ObjectId, name: string): Promise<void> {
  const isDone = await attempt(say('stores.markNotCleared'), () => yard().offload.clearDistrust({ datastoreId }));
  if (isDone) notify('success', say('stores.deviceTrustedAgain', { datastore: name }));
}
