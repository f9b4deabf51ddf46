/** The English catalogs, by room. */
import acceleration from './en/acceleration.json' with { type: 'json' };
import alarms from './en/alarms.json' with { type: 'json' };
import api from './en/api.json' with { type: 'json' };
import app from './en/app.json' with { type: 'json' };
import arrayCare from './en/arrayCare.json' with { type: 'json' };
import cloneVm from './en/cloneVm.json' with { type: 'json' };
import common from './en/common.json' with { type: 'json' };
import compare from './en/compare.json' with { type: 'json' };
import counts from './en/counts.json' with { type: 'json' };
import customization from './en/customization.json' with { type: 'json' };
import dedupe from './en/dedupe.json' with { type: 'json' };
import deleteVms from './en/deleteVms.json' with { type: 'json' };
import deploy from './en/deploy.json' with { type: 'json' };
import drafts from './en/drafts.json' with { type: 'json' };
import events from './en/events.json' with { type: 'json' };
import exportDisk from './en/exportDisk.json' with { type: 'json' };
import hardware from './en/hardware.json' with { type: 'json' };
import hosting from './en/hosting.json' with { type: 'json' };
import importTemplate from './en/importTemplate.json' with { type: 'json' };
import inventory from './en/inventory.json' with { type: 'json' };
import lifecycle from './en/lifecycle.json' with { type: 'json' };
import lists from './en/lists.json' with { type: 'json' };
import migrate from './en/migrate.json' with { type: 'json' };
import parts from './en/parts.json' with { type: 'json' };
import performance from './en/performance.json' with { type: 'json' };
import permissions from './en/permissions.json' with { type: 'json' };
import policies from './en/policies.json' with { type: 'json' };
import rapidClone from './en/rapidClone.json' with { type: 'json' };
import setup from './en/setup.json' with { type: 'json' };
import storage from './en/storage.json' with { type: 'json' };
import stores from './en/stores.json' with { type: 'json' };
import system from './en/system.json' with { type: 'json' };
import tasks from './en/tasks.json' with { type: 'json' };
import trail from './en/trail.json' with { type: 'json' };
import ui from './en/ui.json' with { type: 'json' };
import vmSnapshots from './en/vmSnapshots.json' with { type: 'json' };
import vmSpace from './en/vmSpace.json' with { type: 'json' };
import volumes from './en/volumes.json' with { type: 'json' };

export const catalogs = {
  acceleration,
  alarms,
  api,
  app,
  arrayCare,
  cloneVm,
  common,
  compare,
  counts,
  customization,
  dedupe,
  deleteVms,
  deploy,
  drafts,
  events,
  exportDisk,
  hardware,
  hosting,
  importTemplate,
  inventory,
  lifecycle,
  lists,
  migrate,
  parts,
  performance,
  permissions,
  policies,
  rapidClone,
  setup,
  storage,
  stores,
  system,
  tasks,
  trail,
  ui,
  vmSnapshots,
  vmSpace,
  volumes,
};
