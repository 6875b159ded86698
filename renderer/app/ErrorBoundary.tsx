import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { EmptyState } from '../ui/EmptyState.tsx';

/** Keeps a broken screen from taking the window with it. The case is in main and is not touched by it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <EmptyState
        title="This screen broke"
        text="Your case is safe: it is kept outside the window. Load the window again to go on."
      >
        <Button onClick={() => window.location.reload()}>Load again</Button>
      </EmptyState>
    );
  }
}
