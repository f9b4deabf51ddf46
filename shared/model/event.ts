/** What happened in the yard, one record for each object it happened to. */
import * as z from 'zod';
import { objectIdSchema, taskIdSchema } from '../ids.ts';

/** Named as in vSphere where it has the event ("vSphere Web Services API", data objects that extend Event). */
export const vsphereEventTypes = [
  'TaskEvent',
  'VmBeingClonedEvent',
  'VmClonedEvent',
  'VmCloneFailedEvent',
  'VmBeingDeployedEvent',
  'VmDeployedEvent',
  'VmDeployFailedEvent',
  'VmCreatedEvent',
  'VmRegisteredEvent',
  'VmRemovedEvent',
  'VmRenamedEvent',
  'VmReconfiguredEvent',
  'VmMigratedEvent',
  'VmRelocatedEvent',
  'VmPoweredOnEvent',
  'VmPoweredOffEvent',
  'VmSuspendedEvent',
  'DatacenterCreatedEvent',
  'DatacenterRenamedEvent',
  'ClusterCreatedEvent',
  'ClusterDestroyedEvent',
  'HostAddedEvent',
  'HostRemovedEvent',
  'EnteringMaintenanceModeEvent',
  'EnteredMaintenanceModeEvent',
  'ExitMaintenanceModeEvent',
  'CanceledHostOperationEvent',
  'NASDatastoreCreatedEvent',
  'VMFSDatastoreCreatedEvent',
  'DatastoreDestroyedEvent',
  'DatastoreRenamedEvent',
  'AlarmCreatedEvent',
  'AlarmReconfiguredEvent',
  'AlarmRemovedEvent',
  'AlarmStatusChangedEvent',
  'AlarmAcknowledgedEvent',
  'AlarmClearedEvent',
  'PermissionAddedEvent',
  'PermissionRemovedEvent',
  'UserLoginSessionEvent',
  'UserLogoutSessionEvent',
] as const;

/** Things that vSphere tells by its tasks only, or does not have. */
export const ownEventTypes = [
  'TaskFailedEvent',
  'TaskCanceledEvent',
  'TaskItemFailedEvent',
  'VmMovedToFolderEvent',
  'VmMarkedAsTemplateEvent',
  'TemplateMarkedAsVmEvent',
  'VmSnapshotCreatedEvent',
  'VmSnapshotRemovedEvent',
  'VmRevertedEvent',
  'VmRestoredEvent',
  'ContainerCreatedEvent',
  'ContainerRemovedEvent',
  'ContainerRenamedEvent',
  'ContainerReconfiguredEvent',
  'HostMovedEvent',
  'DatastoreEnteredMaintenanceModeEvent',
  'DatastoreExitedMaintenanceModeEvent',
  'DatastoreMountedEvent',
  'DatastoreUnmountedEvent',
  'VolumeReconfiguredEvent',
  'VolumeGrownEvent',
  'VolumeSnapshotCreatedEvent',
  'VolumeSnapshotRemovedEvent',
  'VolumeDedupedEvent',
  'VolumeDedupeFailedEvent',
] as const;

export const eventTypeSchema = z.enum([...vsphereEventTypes, ...ownEventTypes]);
export type EventType = z.infer<typeof eventTypeSchema>;

export const eventSeveritySchema = z.enum(['info', 'warning', 'error']);
export type EventSeverity = z.infer<typeof eventSeveritySchema>;

export const eventSchema = z.object({
  /** Grows with every event; never given out twice in one yard. */
  key: z.number().int().positive(),
  type: eventTypeSchema,
  severity: eventSeveritySchema,
  atMs: z.number().int(),
  /** The task that it belongs to. All events of one task make one chain. Null: it happened by itself or at once. */
  chainId: taskIdSchema.nullable(),
  /** Who began it; "System" for what nobody asked for. */
  initiator: z.string(),
  /** What it happened to, with the name it had then. It may be gone. */
  target: z.object({ id: objectIdSchema.nullable(), name: z.string() }),
  /** One sentence. */
  message: z.string(),
});
export type YardEvent = z.infer<typeof eventSchema>;

/** How long events and tasks are kept: until one of both bounds is passed. */
export const historyBoundSchema = z.object({ days: z.number().int().positive(), count: z.number().int().positive() });
export type HistoryBound = z.infer<typeof historyBoundSchema>;

/** The default of vCenter's database retention is 30 days as well ("vCenter Server and Host Management", Configure Database Settings). */
export const eventBound: HistoryBound = { days: 30, count: 100_000 };
export const taskBound: HistoryBound = { days: 180, count: 10_000 };
