/** What a page may ask of Electron beyond its ports: next to nothing. */
import type { Session, WebContents } from 'electron';
import { clientUrl } from './clientScheme.ts';

/** The client itself may tell on the desktop that a long task has ended. Everything else is refused, and to everybody else. */
export function limitPermissions(session: Session): void {
  const isGranted = (permission: string, url: string): boolean => permission === 'notifications' && url.startsWith(clientUrl);
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => answer(isGranted(permission, requestingUrl)));
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => isGranted(permission, requestingOrigin));
  session.setDevicePermissionHandler(() => false);
}

/** The client never leaves its own page: no navigation, no further windows, no embedded ones. */
export function denyNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
