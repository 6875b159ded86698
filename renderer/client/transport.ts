import type { Envelope } from '#shared/contract/envelope.ts';

/** One call on its way. `onItem` hears the items of a stream. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onItem?: ((item: unknown) => void) | undefined;
}

/** How requests reach the app: through Electron's bridge or a WebSocket. */
export interface Transport {
  call(name: string, input: unknown, options: CallOptions): Promise<Envelope<unknown>>;
  /** Tells whether the app can be reached, now and whenever that changes. */
  onConnection(listener: (connected: boolean) => void): () => void;
  /** Path of a dropped file; null where the shell cannot know it. */
  pathOf(file: File): string | null;
}

/** The answer to calls that cannot be made. */
export function connectionLost(): Envelope<never> {
  return {
    ok: false,
    error: {
      code: 'CONNECTION_LOST',
      message:
        'The app cannot be reached. Everything up to the last step is kept; it goes on when the connection is back.',
      details: {},
      retryable: true,
      traceId: '',
    },
  };
}
