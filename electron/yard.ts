/**
 * The yard: opens a data directory, makes the rooms, wires them and hands out the router. The
 * caller holds the exclusive lock on the directory while it is open.
 */
import { mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccessKeyId } from '../shared/ids.ts';
import type { AccessEnd } from '../shared/model/access.ts';
import type { CheckOptions, CheckReport, YardInfo } from '../shared/model/system.ts';
import { registerCompare, startCompare } from './acceleration/compare.ts';
import { openAcceleration } from './acceleration/open.ts';
import type { AccelerationRooms } from './acceleration/rooms.ts';
import { AccessDesk, type Admission } from './access/accessDesk.ts';
import { createRouter, type YardRouter } from './api/router.ts';
import type { YardServices } from './api/services.ts';
import { openArray } from './array/array.ts';
import type { StorageArray } from './array/port.ts';
import { DraftStore } from './cloning/drafts.ts';
import { registerRapidClone } from './cloning/execute.ts';
import { Measurements } from './cloning/facts.ts';
import { openCustomization, type KeychainKey } from './customization/open.ts';
import { SegmentFiles } from './disk/segmentFiles.ts';
import { noteClient } from './events/clients.ts';
import { openEvents } from './events/open.ts';
import { recoverHosts } from './hosting/hosts.ts';
import { registerHosting } from './hosting/registerHosting.ts';
import { registerCompareDisks } from './images/compareDisks.ts';
import { registerExportDisk } from './images/exportDisk.ts';
import { registerImportImage } from './images/importImage.ts';
import { registerWriteDisk } from './images/writeDisk.ts';
import { registerDeleteVms } from './inventory/deleteVms.ts';
import { IdleReclaim } from './inventory/idleReclaim.ts';
import { Inventory } from './inventory/inventory.ts';
import { ensureNetworks } from './inventory/networks.ts';
import { recoverSetup, registerInitialize } from './lab/initialize.ts';
import { Setup } from './lab/setup.ts';
import { registerLifecycle } from './machines/lifecycle.ts';
import { registerDeployTemplate } from './machines/deployTemplate.ts';
import { Deployments } from './machines/deployments.ts';
import { registerMachines } from './machines/registerMachines.ts';
import { Meta } from './meta/meta.ts';
import { AutogrowWatch } from './storage/autogrow.ts';
import { yardChecker } from './storage/checkYard.ts';
import { DedupeRuns } from './storage/dedupeRuns.ts';
import { DedupeScheduler } from './storage/dedupeScheduler.ts';
import { PolicyBoard } from './storage/policyBoard.ts';
import { PolicyStore } from './storage/policyStore.ts';
import { registerStorage } from './storage/registerStorage.ts';
import { openPerformance } from './performance/open.ts';
import type { SavePace } from './offload/copyJobs.ts';
import type { FaultSource } from './offload/device/deviceTypes.ts';
import type { HostMover } from './offload/mover/moverTypes.ts';
import { VolumeRegistry } from './storage/volumeRegistry.ts';
import { TaskService } from './tasks/taskService.ts';

export interface YardOptions {
  readonly dataDirectory: string;
  readonly version: string;
  readonly log: (line: string) => void;
  /** False leaves interrupted tasks that could be resumed as they are. */
  readonly resumeOnOpen?: boolean;
  /** False starts nothing that is due by its schedule, for a yard that is open only as long as one command takes. */
  readonly runsSchedules?: boolean;
  /** What goes wrong between hosts and arrays; nothing unless told otherwise. */
  readonly faults?: FaultSource;
  /** What plays the hosts that copy by themselves; a thread for each unless told otherwise. */
  readonly mover?: HostMover;
  /** What the desktop shell has taken out of the operating system's keychain to protect secrets with; a key file does it otherwise. */
  readonly keychainKey?: KeychainKey;
  /** How often copies make durable how far they are; every 2 s or 256 MiB unless told otherwise. */
  readonly copyPace?: SavePace;
}

/** Who has come with an access key. */
export interface Visitor {
  readonly accessKeyId: AccessKeyId;
  /** Told once when the key is no longer good: the connection has to be closed then. */
  readonly end: (why: AccessEnd) => void;
}

export interface Yard {
  readonly router: YardRouter;
  /** Records that a client has connected; what it returns, that it has gone. Without a visitor it is one of the local user. */
  noteClient(visitor?: Visitor): () => void;
  /** Whose secret it is, or null for whoever may not come in. */
  admit(secret: string): Promise<Admission | null>;
  /** Resolves when no task is queued or running, resumed ones included. */
  drain(): Promise<void>;
  /** As `drain`, but does not wait for tasks that wait for something outside themselves. */
  settle(signal: AbortSignal): Promise<void>;
  /** Ends streams, stops tasks at their next safe point, and closes everything in order. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens the yard in `dataDirectory`, or makes an empty one, and takes up interrupted tasks.
 * @throws Fault NotSupported for a directory of a newer version, and what the array throws
 */
export async function openYard(options: YardOptions): Promise<Yard> {
  mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 });
  const meta = Meta.open(join(options.dataDirectory, 'meta'));
  try {
    const array = await openArray({ meta, disk: new SegmentFiles(join(options.dataDirectory, 'segments')) });
    try {
      return await assembleYard(options, meta, array);
    } catch (error) {
      await array.close();
      throw error;
    }
  } catch (error) {
    await meta.close();
    throw error;
  }
}

/** Wires the rooms over an open store and array; both are closed with the yard. */
export async function assembleYard(options: YardOptions, meta: Meta, array: StorageArray): Promise<Yard> {
  const { log } = options;
  const tasks = new TaskService(meta, log);
  const inventory = new Inventory(meta, array);
  const setup = new Setup(meta, array);
  const rooms = { meta, array, inventory, tasks };
  const volumes = new VolumeRegistry(meta, array, inventory);
  const dedupeRuns = new DedupeRuns(tasks, volumes);
  const offload = openAcceleration({ meta, array, inventory, volumes, log, faults: options.faults, mover: options.mover, copyPace: options.copyPace });
  const performance = openPerformance({ meta, array, inventory, acceleration: offload.parts, log });
  const history = openEvents({ meta, array, inventory, tasks, volumes, acceleration: offload.parts, log });
  const access = new AccessDesk({ meta, events: history.rooms.log, say: log });
  const policies = new PolicyStore(meta);
  const policyBoard = new PolicyBoard({ inventory, array, volumes, devices: offload.parts.devices, policies });
  const volumeRooms = { ...rooms, volumes, dedupeRuns };
  const storage = { ...volumeRooms, check: yardChecker(volumeRooms, { ...offload.parts, events: history.rooms.log, policies, access }, () => tasks.isQuiet && setup.state !== 'initializing') };
  const lab = { ...rooms, setup, volumes, policies };
  const measurements = new Measurements(meta);
  const { devices, switches, trails, engine, copyJobs, stuns } = offload.parts;
  const cloning = { inventory, array, tasks, measurements, devices, switches, trails, engine, copyJobs, stuns };
  const comparing = { ...cloning, log };
  const images = { inventory, array, tasks, stuns: offload.parts.stuns, uploadDirectory: join(options.dataDirectory, 'uploads') };
  registerInitialize(lab);
  const customization = openCustomization(rooms, options.dataDirectory, options.keychainKey ?? null);
  registerDeleteVms(rooms);
  registerLifecycle(rooms);
  registerRapidClone(cloning);
  registerImportImage(images);
  registerExportDisk(images);
  registerWriteDisk(images);
  registerCompareDisks(images);
  registerMachines(cloning);
  const deployments = new Deployments(meta, cloning);
  registerDeployTemplate({ ...cloning, customization, deployments });
  const hosting = { ...cloning, meta, switches };
  registerHosting(hosting);
  registerCompare(comparing);
  registerStorage(storage);

  await recoverSetup(lab);
  await ensureNetworks(rooms);
  deployments.holdAll();
  tasks.recover(options.resumeOnOpen ?? true);
  recoverHosts(rooms);
  // What tasks have left that have ended, by a cancellation ahead of their turn or because they cannot be taken up again.
  const sweep = async (): Promise<void> => void (await Promise.all([copyJobs.sweep((taskId) => tasks.isOpen(taskId)), deployments.sweep()]));
  await sweep();
  tasks.onIdle(() => void sweep().catch((error: unknown) => log(`What an interrupted task left could not be removed: ${String(error)}`)));
  dedupeRuns.recover(inventory);
  history.begin();
  if (options.runsSchedules ?? true) performance.recorder.start();
  const scheduler = (options.runsSchedules ?? true) ? new DedupeScheduler(storage, log) : null;
  const autogrow = new AutogrowWatch(storage, log);
  const idleReclaim = new IdleReclaim(array, tasks, log, () => volumes.markAll());
  // The exact passes at the end of tasks change figures without changing any file.
  tasks.onIdle(() => volumes.markAll());

  const startedAtMs = Date.now();
  const info = async (): Promise<YardInfo> => {
    const fileSystem = await statfs(options.dataDirectory);
    return {
      version: options.version,
      dataDirectory: options.dataDirectory,
      setup: setup.state,
      arrayId: array.arrayId,
      startedAtMs,
      processId: process.pid,
      vmCount: inventory.vmCount - inventory.templateCount,
      templateCount: inventory.templateCount,
      localDisk: { usedBytes: array.localUsedBytes(), freeBytes: fileSystem.bavail * fileSystem.bsize },
    };
  };

  const closing = new AbortController();
  const checks = new Set<Promise<CheckReport>>();
  const check = (checkOptions: CheckOptions, signal?: AbortSignal): Promise<CheckReport> => {
    const stop = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    const report = storage.check(checkOptions, stop);
    checks.add(report);
    const forget = (): void => void checks.delete(report);
    report.then(forget, forget);
    return report;
  };

  const acceleration: AccelerationRooms = {
    ...rooms,
    ...offload.parts,
    compare: ({ spec, requestId }, initiator) => startCompare(comparing, spec, requestId, initiator),
  };
  const services: YardServices = { access, inventory: rooms, tasks, cloning, customization, drafts: new DraftStore(meta), hosting, images, machines: cloning, storage, policies: { ...rooms, policies, policyBoard }, acceleration, events: history.rooms, performance, lab, info, check, log };
  const closeInOrder = async (): Promise<void> => {
    closing.abort();
    inventory.close();
    volumes.close();
    offload.endStreams();
    history.endStreams();
    performance.recorder.endStreams();
    policyBoard.close();
    access.close();
    await scheduler?.close();
    autogrow.close();
    await tasks.close();
    await idleReclaim.close();
    await Promise.allSettled(checks);
    await deployments.settle();
    try {
      history.close();
      performance.recorder.close();
      await offload.close();
      measurements.save();
      await array.close();
    } finally {
      await meta.close();
    }
  };
  let closed: Promise<void> | null = null;
  return {
    router: createRouter(services),
    noteClient: (visitor) => (visitor ? access.begin(visitor.accessKeyId, visitor.end) : noteClient({ meta, log: history.rooms.log, say: log, keyName: null })),
    admit: (secret) => access.admit(secret),
    drain: () => tasks.drain(),
    settle: (signal) => tasks.settle(signal),
    close: () => (closed ??= closeInOrder()),
  };
}
