/** Tells the desktop when a task that took long has ended, while nobody looks at the page. */
import type { TaskId } from '../../shared/ids.ts';
import { isEnded, type Task } from '../../shared/model/task.ts';
import { formatDuration } from '../../shared/units.ts';
import { environment } from '../api/environment.ts';
import { say } from '../strings/say.ts';
import { notify } from './notices.ts';
import { preferencesStore, setPreferences } from './preferences.ts';
import { tasksStore } from './tasks.ts';

/** Shorter tasks are never told: somebody is still waiting for them. */
export const longTaskMs = 30_000;

/** The long tasks that have ended between two states of the list. Pure. */
export function endedLong(before: readonly Task[], after: readonly Task[]): Task[] {
  const wereOpen = new Set<TaskId>(before.filter(({ state }) => !isEnded(state)).map(({ id }) => id));
  return after.filter((task) => wereOpen.has(task.id) && isEnded(task.state) && tookMs(task) >= longTaskMs);
}

function tookMs({ startedAtMs, completedAtMs }: Pick<Task, 'startedAtMs' | 'completedAtMs'>): number {
  return startedAtMs === null || completedAtMs === null ? 0 : completedAtMs - startedAtMs;
}

/** "Rapid clone 500 virtual machines: Completed after 1 min 4 s". Pure. */
export function endWords({ name, state, ...times }: Task): string {
  const duration = formatDuration(tookMs(times));
  if (state === 'success') return say('stores.taskCompletedAfter', { task: name, duration });
  return state === 'error' ? say('stores.taskFailedAfter', { task: name, duration }) : say('stores.taskCancelledAfter', { task: name, duration });
}

/** For as long as the page lives. */
export function tellLongTasks(): void {
  tasksStore.subscribe((state, before) => {
    if (state.tasks === before.tasks || before.phase !== 'ready') return;
    for (const task of endedLong(before.tasks, state.tasks)) tell(task);
  });
}

function tell(task: Task): void {
  if (typeof Notification === 'undefined' || Notification.permission === 'denied') return;
  const wish = preferencesStore.getState().taskNotifications;
  if (wish === 'off') return;
  if (wish === 'ask' || Notification.permission === 'default') {
    ask();
    return;
  }
  if (document.visibilityState === 'visible' && document.hasFocus()) return;
  const notification = new Notification('Cloneyard', { body: endWords(task), tag: task.id });
  notification.addEventListener('click', () => window.focus());
}

/** Once, when there is something to tell for the first time. The browser shows its own question only for a click. */
function ask(): void {
  if (preferencesStore.getState().taskNotifications !== 'ask') return;
  setPreferences({ taskNotifications: 'off' });
  notify('info', say('stores.notificationsOffer'), { label: say('stores.turnOnNotifications'), onAction: () => void turnOn() });
}

/** Turns notifications on, if the browser or the desktop lets it. */
export async function turnOn(): Promise<void> {
  if (typeof Notification === 'undefined') {
    notify('warning', say('stores.notificationsNotAvailable'));
    return;
  }
  const permission = await Notification.requestPermission();
  setPreferences({ taskNotifications: permission === 'granted' ? 'on' : 'off' });
  if (permission !== 'granted') notify('warning', environment === 'desktop' ? say('stores.desktopRefusesNotifications') : say('stores.browserRefusesNotifications'));
}

export function turnOff(): void {
  setPreferences({ taskNotifications: 'off' });
}
