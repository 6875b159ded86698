import type { Envelope, Request, Response } from '#shared/contract/envelope.ts';
import { connectionLost, type Transport } from './transport.ts';

interface Waiting {
  readonly resolve: (envelope: Envelope<unknown>) => void;
  readonly onItem: ((item: unknown) => void) | undefined;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5000;

/** Calls over the web shell's WebSocket. It is opened again when it breaks; calls under way then fail as retryable. */
export function createSocketTransport(url: string): Transport {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(connected: boolean) => void>();
  const unsent: Request[] = [];
  let nextId = 1;
  let retryMs = FIRST_RETRY_MS;
  let socket: WebSocket | null = null;
  let connected = false;

  function tell(next: boolean): void {
    if (next === connected) return;
    connected = next;
    for (const listener of listeners) listener(next);
  }

  function open(): void {
    const opening = new WebSocket(url);
    opening.addEventListener('open', () => {
      socket = opening;
      retryMs = FIRST_RETRY_MS;
      for (const request of unsent.splice(0)) opening.send(JSON.stringify(request));
      tell(true);
    });
    opening.addEventListener('message', ({ data }) => take(JSON.parse(String(data))));
    opening.addEventListener('close', () => {
      socket = null;
      for (const call of waiting.values()) call.resolve(connectionLost());
      waiting.clear();
      // They were answered as lost: sent later they would run a second time, behind the person's back.
      unsent.length = 0;
      tell(false);
      setTimeout(open, retryMs);
      retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
    });
  }

  function take(response: Response): void {
    const call = waiting.get(response.id);
    if (call === undefined) return;
    if (response.type === 'item') {
      call.onItem?.(response.item);
      return;
    }
    waiting.delete(response.id);
    call.resolve(response.envelope);
  }

  function send(request: Request): void {
    if (socket === null) unsent.push(request);
    else socket.send(JSON.stringify(request));
  }

  open();
  return {
    call(name, input, { signal, onItem }) {
      const id = nextId++;
      signal?.addEventListener('abort', () => {
        if (waiting.has(id)) send({ type: 'cancel', id });
      });
      return new Promise((resolve) => {
        waiting.set(id, { resolve, onItem });
        send({ type: 'call', id, name, input });
      });
    },
    onConnection(listener) {
      listeners.add(listener);
      if (connected) listener(true);
      return () => listeners.delete(listener);
    },
    pathOf: () => null,
  };
}
