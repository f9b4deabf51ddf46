import type { ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ColumnLanguageContext } from '../ui/filterLanguage.ts';
import { Spinner } from '../ui/Spinner.tsx';
import { endHint, endWords, retryNow, useConnection } from '../stores/connection.ts';
import { refreshSystem, useSystem } from '../stores/system.ts';
import { columnLanguage } from '../features/parts/filterLanguages.ts';
import { SetupScreen } from '../features/setup/SetupScreen.tsx';
import { Brand } from './BrandMark.tsx';
import { Dialogs } from './Dialogs.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Shell } from './Shell.tsx';

export function App() {
  return (
    <ErrorBoundary what="client">
      <Content />
    </ErrorBoundary>
  );
}

/** What can be shown now: a reason to wait, the first setup, or the client itself. */
function Content() {
  const phase = useConnection((state) => state.phase);
  const info = useSystem((state) => state.info);
  const fault = useSystem((state) => state.fault);
  if (phase === 'locked') {
    return (
      <FullPage>
        <EmptyState
          icon="info"
          title="This page needs its key"
          text="Open the address that the server printed when it started, or the link that was made with an access key; both end in #token=… The key is kept for this tab only."
        />
      </FullPage>
    );
  }
  if (info === null && (phase === 'revoked' || phase === 'expired')) {
    return (
      <FullPage>
        <EmptyState icon="error" title={endWords[phase]} text={endHint} />
      </FullPage>
    );
  }
  if (info === null && phase === 'refused') {
    return (
      <FullPage>
        <EmptyState
          icon="warning"
          title="The server does not accept this key"
          text="The address is from an earlier start of the server, or its access key was revoked or has expired. Open the address that the server printed when it started, or ask an administrator for an access key."
          actions={<Button onPress={retryNow}>Try now</Button>}
        />
      </FullPage>
    );
  }
  if (info !== null && info.setup !== 'ready') return <SetupScreen info={info} brand={<Brand />} />;
  if (info !== null) {
    return (
      <ColumnLanguageContext value={columnLanguage}>
        <Shell />
        <Dialogs />
      </ColumnLanguageContext>
    );
  }
  if (phase === 'unreachable') {
    return (
      <FullPage>
        <EmptyState
          icon="warning"
          title="The yard cannot be reached"
          text="Its server is not running, or this is not its address. Trying again."
          actions={<Button onPress={retryNow}>Try now</Button>}
        />
      </FullPage>
    );
  }
  if (fault !== null && phase === 'connected') {
    return (
      <FullPage>
        <EmptyState icon="error" title="The yard did not answer" text={fault.message} actions={<Button onPress={() => void refreshSystem()}>Try again</Button>} />
      </FullPage>
    );
  }
  return (
    <FullPage>
      <Spinner label="Connecting to the yard" sizePx={32} />
    </FullPage>
  );
}

function FullPage({ children }: { children: ReactNode }) {
  return (
    <main className="app-full">
      <h1>
        <Brand />
      </h1>
      {children}
    </main>
  );
}
