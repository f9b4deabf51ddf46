import { useCallback, useEffect, useState } from 'react';
import { Alert } from '../ui/Alert.tsx';
import { AppFrame } from '../ui/AppFrame.tsx';
import { Icon } from '../ui/Icon.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { MenuButton } from '../ui/MenuButton.tsx';
import { SpellingContext } from '../ui/spelling.ts';
import { ToastRegion } from '../ui/ToastRegion.tsx';
import { useMedia } from '../ui/useMedia.ts';
import { useAccess } from '../stores/access.ts';
import { endHint, endWords, retryNow, useConnection } from '../stores/connection.ts';
import { dialogDenial, openDialog } from '../stores/dialogs.ts';
import { turnOff, turnOn } from '../stores/longTasks.ts';
import { dismissNotice, useNotices } from '../stores/notices.ts';
import { preferencesStore, setPreferences, usePreferences } from '../stores/preferences.ts';
import { formatRoute, navigate, useRoute } from '../stores/route.ts';
import { useAlarmsTab } from '../features/alarms/useAlarmsTab.tsx';
import { ComparePage } from '../features/compare/ComparePage.tsx';
import { WorkInProgress } from '../features/drafts/WorkInProgress.tsx';
import { PoliciesPage } from '../features/policies/PoliciesPage.tsx';
import { CustomizationPage } from '../features/customization/CustomizationPage.tsx';
import { InventoryNavigator, openView } from '../features/inventory/InventoryNavigator.tsx';
import { roleMeanings } from '../features/permissions/roleWords.ts';
import { TasksDock } from '../features/tasks/TasksDock.tsx';
import { roleNames } from '../../shared/model/access.ts';
import { say } from '../strings/say.ts';
import { Brand } from './BrandMark.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { GlobalSearch } from './GlobalSearch.tsx';
import { HistoryButtons } from './HistoryButtons.tsx';
import { ObjectPage } from './ObjectPage.tsx';
import { SearchPage } from './SearchPage.tsx';
import { onShortcut } from './shortcuts.ts';
import { themeOptions } from './themeOptions.ts';

// A window of 1440 by 900 pixels at 200 % zoom is narrow and short.
const narrowQuery = '(max-width: 720px)';
const shortQuery = '(max-height: 520px)';

/** Header, inventory, object page and tasks. */
export function Shell() {
  const isTreeOpen = usePreferences((state) => state.isTreeOpen);
  // In a narrow window the inventory covers the page: it starts closed there and is no lasting wish.
  const isNarrow = useMedia(narrowQuery);
  const [isTreeOverPage, setTreeOverPage] = useState(false);
  const address = useRoute(formatRoute);
  const dock = useDock();
  // Drawing this anew draws everything below it anew; what keeps what it has drawn looks at the context.
  const sizes = usePreferences((state) => state.sizes);
  const objectId = useRoute((route) => route.objectId);
  useEffect(() => setTreeOverPage(false), [objectId]);
  const notices = useNotices();
  const alarms = useAlarmsTab();
  useEffect(() => {
    const stops = [
      onShortcut('hosts', () => openView('hosts')),
      onShortcut('vms', () => openView('vms')),
      onShortcut('storage', () => openView('storage')),
      onShortcut('networking', () => openView('networking')),
      onShortcut('back', () => history.back()),
      onShortcut('forward', () => history.forward()),
      onShortcut('tasks', dock.toggle),
      onShortcut('help', () => openDialog({ type: 'shortcuts' })),
    ];
    return () => stops.forEach((stop) => stop());
  }, [dock.toggle]);

  return (
    <SpellingContext value={sizes}>
      <AppFrame
        brand={<Brand />}
        search={<GlobalSearch />}
        trail={<HistoryButtons />}
        headerActions={<HeaderActions onToggleDock={dock.toggle} />}
        navigator={<InventoryNavigator />}
        navigatorLabels={{ pane: say('app.inventory'), show: say('app.showInventory'), hide: say('app.hideInventory'), resize: say('app.resizeInventory') }}
        isNavigatorOpen={isNarrow ? isTreeOverPage : isTreeOpen}
        onNavigatorOpenChange={(isOpen) => (isNarrow ? setTreeOverPage(isOpen) : setPreferences({ isTreeOpen: isOpen }))}
        navigatorWidthPx={preferencesStore.getState().treeWidthPx}
        onNavigatorWidthChange={(treeWidthPx) => setPreferences({ treeWidthPx })}
        banner={<ConnectionBanner />}
        dock={<TasksDock alarms={alarms} isOpen={dock.isOpen} onOpenChange={dock.setOpen} />}
      >
        <ErrorBoundary what="page" resetKey={address}>
          <Page />
        </ErrorBoundary>
      </AppFrame>
      <ToastRegion
        toasts={notices.map(({ id, tone, text, action }) => ({ id: String(id), tone, title: text, ...(action === undefined ? {} : { action }) }))}
        onDismiss={(id) => dismissNotice(Number(id))}
      />
    </SpellingContext>
  );
}

function Page() {
  const page = useRoute((route) => route.page);
  if (page === 'search') return <SearchPage />;
  if (page === 'policies') return <PoliciesPage />;
  if (page === 'customization') return <CustomizationPage />;
  return page === 'compare' ? <ComparePage /> : <ObjectPage />;
}

/** The panel of tasks. In a short window it starts folded away, which is no lasting wish either. */
function useDock() {
  const isShort = useMedia(shortQuery);
  const isWished = usePreferences((state) => state.isDockOpen);
  const [isOpenInShort, setOpenInShort] = useState(false);
  const isOpen = isShort ? isOpenInShort : isWished;
  const setOpen = useCallback((isNowOpen: boolean) => (isShort ? setOpenInShort(isNowOpen) : setPreferences({ isDockOpen: isNowOpen })), [isShort]);
  const toggle = useCallback(() => setOpen(!isOpen), [isOpen, setOpen]);
  return { isOpen, setOpen, toggle };
}

function HeaderActions({ onToggleDock }: { onToggleDock: () => void }) {
  const theme = usePreferences((state) => state.theme);
  const notifications = usePreferences((state) => state.taskNotifications);
  return (
    <>
      <WorkInProgress />
      <MenuButton
        label={say('app.policiesAndProfiles')}
        icon="menu"
        isIconOnly
        isOnHeader
        items={[
          { id: 'policies', label: say('app.vmStoragePolicies'), icon: 'tasks', onAction: () => navigate({ page: 'policies', objectId: null }) },
          { id: 'customization', label: say('app.vmCustomizationSpecifications'), icon: 'user', onAction: () => navigate({ page: 'customization', objectId: null }) },
        ]}
      />
      <IconButton icon="compare" aria-label={say('common.compareHostAndArray')} isOnHeader onPress={() => navigate({ page: 'compare', objectId: null })} />
      <IconButton icon="tasks" aria-label={say('app.showOrHideRecentTasks')} isOnHeader onPress={onToggleDock} />
      <MenuButton
        label={say('app.display')}
        icon="display"
        isIconOnly
        isOnHeader
        items={[
          ...themeOptions.map(({ id, label }) => ({ id, label, isChosen: id === theme, onAction: () => setPreferences({ theme: id }) })),
          { id: 'display', label: say('app.displaySettingsAction'), separatorBefore: true, onAction: () => openDialog({ type: 'display' }) },
        ]}
      />
      <MenuButton
        label={say('app.help')}
        icon="info"
        isIconOnly
        isOnHeader
        items={[
          { id: 'shortcuts', label: say('app.keyboardShortcuts'), onAction: () => openDialog({ type: 'shortcuts' }) },
          notifications === 'on'
            ? { id: 'notifications', label: say('app.turnOffTaskNotifications'), onAction: turnOff }
            : { id: 'notifications', label: say('app.turnOnTaskNotifications'), onAction: () => void turnOn() },
          { id: 'check', label: say('app.checkTheArray'), disabledReason: dialogDenial({ type: 'arrayCheck' }), onAction: () => openDialog({ type: 'arrayCheck' }) },
          { id: 'about', label: say('app.aboutCloneyard'), separatorBefore: true, onAction: () => openDialog({ type: 'about' }) },
        ]}
      />
      <Person />
    </>
  );
}

/** Who is using the client; with the role where that is somebody with an access key. */
function Person() {
  const person = useAccess((state) => state.person);
  if (person === null) return null;
  const { name, role, isLocal } = person;
  return (
    <span className="app-user" {...(isLocal ? {} : { title: roleMeanings[role] })}>
      <Icon name="user" />
      <span className="app-user-name">
        {name}
        {isLocal ? null : <span className="app-user-role"> {roleNames[role]}</span>}
      </span>
    </span>
  );
}

function ConnectionBanner() {
  const phase = useConnection((state) => state.phase);
  if (phase === 'connected') return null;
  if (phase === 'revoked' || phase === 'expired') {
    return (
      <div className="app-banner">
        <Alert tone="danger" isLive>
          {say('app.connectionClosed', { whatHappened: endWords[phase], hint: endHint })}
        </Alert>
      </div>
    );
  }
  if (phase === 'refused') {
    return (
      <div className="app-banner">
        <Alert tone="danger" isLive action={{ label: say('app.tryNow'), onAction: retryNow }}>
          {say('app.keyNoLongerAccepted')}
        </Alert>
      </div>
    );
  }
  return (
    <div className="app-banner">
      <Alert tone="warning" isLive action={{ label: say('app.tryNow'), onAction: retryNow }}>
        {say('app.connectionLostRetrying')}
      </Alert>
    </div>
  );
}
