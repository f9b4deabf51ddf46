import { Component } from 'react';
import type { ReactNode } from 'react';
import { say } from '../strings/say.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';

export interface ErrorBoundaryProps {
  children: ReactNode;
  /** What failed, for the message. */
  what: 'page' | 'client';
  /** A change of it gives the content another chance, for example the address of the page. */
  resetKey?: string;
}

interface ErrorBoundaryState {
  readonly error: Error | null;
  readonly resetKey: string | undefined;
}

/** Keeps a failure of one part from taking the whole client down, and says what it was. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<ErrorBoundaryState> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(props: ErrorBoundaryProps, state: ErrorBoundaryState): Partial<ErrorBoundaryState> | null {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <EmptyState
        icon="error"
        title={this.props.what === 'client' ? say('app.clientCannotBeShown') : say('app.pageCannotBeShown')}
        text={this.state.error.message}
        actions={
          <>
            <Button onPress={() => location.reload()}>{say('app.reload')}</Button>
            <Button variant="primary" onPress={() => this.setState({ error: null })}>
              {say('common.tryAgain')}
            </Button>
          </>
        }
      />
    );
  }
}
