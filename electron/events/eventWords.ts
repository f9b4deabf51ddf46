/** What events say, in one place. Pure. */
import type { EventSeverity, EventType } from '../../shared/model/event.ts';

interface EventMessage {
  readonly severity: EventSeverity;
  /** @param name of what it happened to @param text what the event keeps besides; see where it is recorded */
  readonly words: (name: string, text: string) => string;
}

const info = (words: EventMessage['words']): EventMessage => ({ severity: 'info', words });
const warning = (words: EventMessage['words']): EventMessage => ({ severity: 'warning', words });
const error = (words: EventMessage['words']): EventMessage => ({ severity: 'error', words });
const because = (text: string): string => (text === '' ? '.' : `: ${text}`);

const messages: Readonly<Record<EventType, EventMessage>> = {
  TaskEvent: info((_name, text) => `Task: ${text}.`),
  TaskFailedEvent: error((_name, text) => `Failed: ${text}`),
  TaskCanceledEvent: info((_name, text) => `Cancelled: ${text}.`),
  TaskItemFailedEvent: error((name, text) => `"${name}" failed${because(text)}`),
  VmBeingClonedEvent: info((name, text) => `"${name}" is being cloned: ${text}.`),
  VmClonedEvent: info((name, text) => `"${name}" was cloned from "${text}".`),
  VmCloneFailedEvent: error((name, text) => `Cloning "${name}" failed${because(text)}`),
  VmBeingDeployedEvent: info((name, text) => `A virtual machine is being deployed from "${name}": ${text}.`),
  VmDeployedEvent: info((name, text) => `"${name}" was deployed from "${text}".`),
  VmDeployFailedEvent: error((name, text) => `Deploying from "${name}" failed${because(text)}`),
  VmCreatedEvent: info((name) => `"${name}" was created.`),
  VmRegisteredEvent: info((name) => `"${name}" was registered.`),
  VmRemovedEvent: info((name) => `"${name}" was removed.`),
  VmRenamedEvent: info((name, text) => `"${text}" was renamed to "${name}".`),
  VmReconfiguredEvent: info((name, text) => `"${name}" was reconfigured${because(text)}`),
  VmMigratedEvent: info((name, text) => `"${name}" was migrated from host ${text}.`),
  VmRelocatedEvent: info((name, text) => `"${name}" was relocated from datastore ${text}.`),
  VmMovedToFolderEvent: info((name, text) => `"${name}" was moved from folder ${text}.`),
  VmMarkedAsTemplateEvent: info((name) => `"${name}" was converted to a template.`),
  TemplateMarkedAsVmEvent: info((name) => `The template "${name}" was converted to a virtual machine.`),
  VmPoweredOnEvent: info((name) => `"${name}" was powered on.`),
  VmPoweredOffEvent: info((name) => `"${name}" was powered off.`),
  VmSuspendedEvent: info((name) => `"${name}" was suspended.`),
  VmSnapshotCreatedEvent: info((name, text) => `The snapshot "${text}" of "${name}" was taken.`),
  VmSnapshotRemovedEvent: info((name, text) => `Removed from "${name}": ${text}.`),
  VmRevertedEvent: info((name, text) => `"${name}" was reverted${text === '' ? '' : ` to the snapshot "${text}"`}.`),
  VmRestoredEvent: info((name) => `The disks of "${name}" were taken back to a snapshot of their volume.`),
  DatacenterCreatedEvent: info((name) => `The datacenter "${name}" was created.`),
  DatacenterRenamedEvent: info((name, text) => `The datacenter "${text}" was renamed to "${name}".`),
  ClusterCreatedEvent: info((name) => `The cluster "${name}" was created.`),
  ClusterDestroyedEvent: info((name) => `The cluster "${name}" was removed.`),
  HostAddedEvent: info((name) => `The host ${name} was added.`),
  HostRemovedEvent: info((name) => `The host ${name} was removed.`),
  EnteringMaintenanceModeEvent: info((name) => `The host ${name} has begun to enter maintenance mode.`),
  EnteredMaintenanceModeEvent: info((name) => `The host ${name} has entered maintenance mode.`),
  ExitMaintenanceModeEvent: info((name) => `The host ${name} has exited maintenance mode.`),
  CanceledHostOperationEvent: info((name) => `The host ${name} stays in use: entering maintenance mode was given up.`),
  HostMovedEvent: info((name, text) => `The host ${name} was moved out of ${text}.`),
  NASDatastoreCreatedEvent: info((name) => `The NFS datastore "${name}" was created.`),
  VMFSDatastoreCreatedEvent: info((name) => `The VMFS datastore "${name}" was created.`),
  DatastoreDestroyedEvent: info((name) => `The datastore "${name}" was deleted.`),
  DatastoreRenamedEvent: info((name, text) => `The datastore "${text}" was renamed to "${name}".`),
  ContainerCreatedEvent: info((name, text) => `The ${text} "${name}" was created.`),
  ContainerRemovedEvent: info((name, text) => `The ${text} "${name}" was removed.`),
  ContainerReconfiguredEvent: info((name, text) => `"${name}" was reconfigured: ${text}.`),
  ContainerRenamedEvent: info((name, text) => `${text} was renamed to "${name}".`),
  DatastoreEnteredMaintenanceModeEvent: info((name) => `The datastore "${name}" has entered maintenance mode.`),
  DatastoreExitedMaintenanceModeEvent: info((name) => `The datastore "${name}" has exited maintenance mode.`),
  DatastoreMountedEvent: info((name, text) => `The datastore "${name}" was mounted on ${text}.`),
  DatastoreUnmountedEvent: info((name, text) => `The datastore "${name}" was unmounted from ${text}.`),
  VolumeReconfiguredEvent: info((name, text) => `The volume "${name}" was reconfigured${because(text)}`),
  VolumeGrownEvent: info((name, text) => `The volume "${name}" has grown by itself ${text}.`),
  VolumeSnapshotCreatedEvent: info((name, text) => `The snapshot "${text}" of the volume "${name}" was created.`),
  VolumeSnapshotRemovedEvent: info((name, text) => `The snapshot "${text}" of the volume "${name}" was deleted.`),
  VolumeDedupedEvent: info((name, text) => `Dedupe of the volume "${name}" has ended: ${text}.`),
  VolumeDedupeFailedEvent: warning((name, text) => `Dedupe of the volume "${name}" failed${because(text)}`),
  AlarmCreatedEvent: info((name) => `The alarm "${name}" was created.`),
  AlarmReconfiguredEvent: info((name) => `The alarm "${name}" was changed.`),
  AlarmRemovedEvent: info((name) => `The alarm "${name}" was removed.`),
  AlarmStatusChangedEvent: info((name, text) => `Alarm on "${name}": ${text}.`),
  AlarmAcknowledgedEvent: info((name, text) => `The alarm "${text}" on "${name}" was acknowledged.`),
  AlarmClearedEvent: info((name, text) => `The alarm "${text}" on "${name}" was reset to green.`),
  PermissionAddedEvent: info((name, text) => `The access key "${name}" was created with the role ${text}.`),
  PermissionRemovedEvent: info((name, text) => `The access key "${name}" with the role ${text} was revoked.`),
  UserLoginSessionEvent: info((name, text) => `${text === '' ? 'A client has connected' : `"${name}" has connected with an access key`}.`),
  UserLogoutSessionEvent: info((name, text) => `${text === '' ? 'A client has' : `"${name}" has`} disconnected.`),
};

export function eventMessage(type: EventType): EventMessage {
  return messages[type];
}
