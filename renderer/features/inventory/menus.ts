/** The menus of objects: what is done most stands in them, the rest in submenus by subject, as vSphere has them. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { Container, VmRow } from '../../../shared/model/inventory.ts';
import { containerOf, vmOf } from '../../stores/inventory.ts';
import { say } from '../../strings/say.ts';
import { isSubmenu, type ActionItem, type MenuEntry, type SubmenuItem } from '../../ui/actions.ts';
import { actionsForContainer, actionsForVms } from './actions.ts';

/** A submenu with the ids of what it holds. */
interface SubmenuLayout extends Omit<SubmenuItem, 'items'> {
  readonly ids: readonly string[];
}

type Section = readonly (string | SubmenuLayout)[];

const power: SubmenuLayout = { id: 'powerMenu', label: say('common.power'), icon: 'play', ids: ['powerOn', 'powerOff', 'suspend', 'reset'] };
const snapshots: SubmenuLayout = { id: 'snapshotsMenu', label: say('common.snapshots'), icon: 'snapshot', ids: ['takeSnapshot', 'manageSnapshots'] };
const clone: SubmenuLayout = { id: 'cloneMenu', label: say('common.clone'), icon: 'clone', ids: ['clone', 'rapidClone', 'cloneToTemplate'] };
const template: SubmenuLayout = { id: 'templateMenu', label: say('common.template'), icon: 'template', ids: ['deployTemplate', 'convert'] };
const storage: SubmenuLayout = {
  id: 'storageMenu',
  label: say('inventory.storage'),
  icon: 'datastore',
  ids: ['assignPolicy', 'exportDisk', 'compareWithSource', 'compareOffload', 'freedIfDeleted', 'blockHolders'],
};

const lastSections: readonly Section[] = [
  ['rename', 'moveToFolder', 'copyLink'],
  ['unregister', 'delete'],
];
const machineSections: readonly Section[] = [[power, snapshots], ['editSettings', 'customizeGuest', 'migrate', clone, template, storage], ...lastSections];
/** Templates are there to be deployed. What else there is stands where machines have it. */
const templateSections: readonly Section[] = [['deployTemplate', clone, 'convert'], [power, snapshots], ['editSettings', 'customizeGuest', 'migrate', storage], ...lastSections];

/** The menu of one or many machines. Every action of theirs is in it once. */
export function menuForVms(vms: readonly VmRow[]): MenuEntry[] {
  const actions = new Map(actionsForVms(vms).map((action) => [action.id, action]));
  const sections = vms.length > 0 && vms.every((vm) => vm.isTemplate) ? templateSections : machineSections;
  const take = (id: string): ActionItem | readonly [] => actions.get(id) ?? [];
  return sections.flatMap((section) =>
    section
      .flatMap((entry): MenuEntry | readonly [] => {
        if (typeof entry === 'string') return take(entry);
        const { ids, ...submenu } = entry;
        return { ...submenu, items: ids.flatMap(take).map((item) => ({ ...item, separatorBefore: false })) };
      })
      .map((entry, index) => ({ ...entry, separatorBefore: index === 0 })),
  );
}

/** What is done to storage, by subject: with all of it a menu of a datastore would be a wall. */
const storageMenus: readonly SubmenuLayout[] = [
  { id: 'volumeCopiesMenu', label: say('inventory.snapshotsAndFlexClones'), icon: 'snapshot', ids: ['volumeSnapshot', 'flexClone', 'split'] },
  { id: 'dedupeMenu', label: say('common.dedupe'), icon: 'play', ids: ['startDedupe', 'stopDedupe', 'countExactly'] },
  { id: 'arrayMenu', label: say('common.storageArray'), icon: 'disk', ids: ['createVolume', 'quota', 'scrub', 'arrayCheck'] },
];

/** The menu of a place in the inventory. Each submenu stands where the first of its actions would, and what destroys stands last. */
export function menuForContainer(container: Container): MenuEntry[] {
  const actions = actionsForContainer(container);
  const menu = actions.flatMap((action): MenuEntry | readonly [] => {
    const layout = storageMenus.find(({ ids }) => ids.includes(action.id));
    if (layout === undefined) return action;
    const { ids, ...submenu } = layout;
    const items = actions.filter(({ id }) => ids.includes(id)).map((item) => ({ ...item, separatorBefore: false }));
    return items[0]?.id === action.id ? { ...submenu, separatorBefore: action.separatorBefore === true, items } : [];
  });
  // Submenus keep together what is alike; a line behind each of them would be one too many.
  const lined = menu.map((entry, index) => (isSubmenu(menu[index - 1] ?? entry) && index > 0 ? { ...entry, separatorBefore: false } : entry));
  const destroys = (entry: MenuEntry): boolean => !isSubmenu(entry) && entry.isDestructive === true;
  return [...lined.filter((entry) => !destroys(entry)), ...lined.filter(destroys).map((entry, index) => ({ ...entry, separatorBefore: index === 0 }))];
}

/** The menu of those of a list that are chosen: what there is, is done to one place at a time. */
export function menuForContainers(containers: readonly Container[]): MenuEntry[] {
  const [only, ...others] = containers;
  return only === undefined || others.length > 0 ? [] : menuForContainer(only);
}

/** The menu of any object, empty when it is gone. */
export function menuForId(id: ObjectId): MenuEntry[] {
  const vm = vmOf(id);
  if (vm !== undefined) return menuForVms([vm]);
  const container = containerOf(id);
  return container === undefined ? [] : menuForContainer(container);
}
