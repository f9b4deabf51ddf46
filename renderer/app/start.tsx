/** Puts the client together: settings, connection, subscriptions, page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectBrowser, connectDesktop, listenForPorts } from '../api/client.ts';
import { environment, forgetToken, takeToken } from '../api/environment.ts';
import { followComparisons } from '../stores/comparisonHalves.ts';
import { connectionStore, keepConnected } from '../stores/connection.ts';
import { keepPreferences } from '../stores/preferences.ts';
import { followRecentObjects } from '../stores/recentObjects.ts';
import { followAddress } from '../stores/route.ts';
import { tellLongTasks } from '../stores/longTasks.ts';
import { keepSubscribed } from '../stores/subscriptions.ts';
import { followOffers } from '../stores/undoOffers.ts';
import { App } from './App.tsx';
import { listenForShortcuts } from './shortcuts.ts';
import { followLook } from './theme.ts';

export function start(root: HTMLElement): void {
  keepPreferences(localStorage);
  followLook();
  connect();
  followAddress();
  followRecentObjects();
  listenForShortcuts();
  followComparisons();
  keepSubscribed();
  tellLongTasks();
  followOffers();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

/** For as long as the page lives. */
function connect(): void {
  const { signal } = new AbortController();
  if (environment === 'desktop') {
    listenForPorts();
    void keepConnected(connectDesktop, null, signal);
    return;
  }
  const token = takeToken();
  if (token === null) connectionStore.setState({ phase: 'locked' });
  else void keepConnected(() => connectBrowser(token), token, signal).then((end) => {
    if (end !== null) forgetToken();
  });
}
