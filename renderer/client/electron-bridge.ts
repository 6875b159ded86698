import type { Envelope } from '#shared/contract/envelope.ts';
import type { Transport } from './transport.ts';

/** What the preload puts on the window, see `preload/preload.ts`. */
export interface Bridge {
  call(id: number, name: string, input: unknown): Promise<Envelope<unknown>>;
  cancel(id: number): void;
  onEvent(listener: (event: { id: number; item: unknown }) => void): () => void;
  pathOf(file: File): string;
}

declare global {
  interface Window {
    readonly errorIq?: Bridge;
  }
}

/** Calls through Electron's preload. */
export function createBridgeTransport(bridge: Bridge): Transport {
  const listeners = new Map<number, (item: unknown) => void>();
  let nextId = 1;
  bridge.onEvent(({ id, item }) => listeners.get(id)?.(item));
  return {
    async call(name, input, { signal, onItem }) {
      const id = nextId++;
      const cancel = (): void => bridge.cancel(id);
      if (onItem !== undefined) listeners.set(id, onItem);
      signal?.addEventListener('abort', cancel);
      try {
        return await bridge.call(id, name, input);
      } finally {
        listeners.delete(id);
        signal?.removeEventListener('abort', cancel);
      }
    },
    onConnection(listener) {
      listener(true);
      return () => {};
    },
    pathOf: (file) => bridge.pathOf(file),
  };
}
