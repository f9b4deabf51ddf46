import type { ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ColumnLanguageContext } from '../ui/filterLanguage.ts';
import { Spinner } from '../ui/Spinner.tsx';
import { denialOf } from '../stores/access.ts';
import { endHint, endWords, retryNow, useConnection } from '../stores/connection.ts';
import { refreshSystem, useSystem } from '../stores/system.ts';
import { contract } from '../../shared/contract/contract.ts';
import { columnLanguage } from '../features/parts/filterLanguages.ts';
import { SetupScreen } from '../features/setup/SetupScreen.tsx';
import { say } from '../strings/say.ts';
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
          title={say('app.thisPageNeedsItsKey')}
          text={say('app.openPrintedAddress')}
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
          title={say('app.keyNotAccepted')}
          text={say('app.addressOutOfDate')}
          actions={<Button onPress={retryNow}>{say('app.tryNow')}</Button>}
        />
      </FullPage>
    );
  }
  if (info !== null && info.setup !== 'ready' && denialOf(contract.system.initialize) !== undefined) {
    return (
      <FullPage>
        <EmptyState icon="info" title={say('app.yardNotSetUp')} text={say('app.administratorSetsUpFirst')} actions={<Button onPress={() => void refreshSystem()}>{say('common.tryAgain')}</Button>} />
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
          title={say('app.theYardCannotBeReached')}
          text={say('app.serverNotRunning')}
          actions={<Button onPress={retryNow}>{say('app.tryNow')}</Button>}
        />
      </FullPage>
    );
  }
  if (fault !== null && phase === 'connected') {
    return (
      <FullPage>
        <EmptyState icon="error" title={say('app.theYardDidNotAnswer')} text={fault.message} actions={<Button onPress={() => void refreshSystem()}>{say('common.tryAgain')}</Button>} />
      </FullPage>
    );
  }
  return (
    <FullPage>
      <Spinner label={say('app.connectingToTheYard')} sizePx={32} />
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
