import type { ContractError } from '#shared/contract/envelope.ts';
import type { CallName, Input, Item, Output, StreamName } from '#shared/contract/index.ts';
import { createBridgeTransport } from './electron-bridge.ts';
import type { Transport } from './transport.ts';
import { useConnection } from './connection.ts';
import { createSocketTransport } from './web-socket.ts';

/** What is wrong with all of a case, whichever call met it. Told by itself: what asked for a list shows none. */
const OF_THE_WHOLE_CASE: ReadonlySet<string> = new Set(['CASE_DAMAGED', 'DISK_ERROR']);

/** A call that failed; its message is meant for the person. */
export class ContractFailure extends Error {
  readonly code: string;
  readonly details: ContractError['details'];
  readonly retryable: boolean;
  readonly traceId: string;

  constructor({ code, message, details, retryable, traceId }: ContractError) {
    super(message);
    this.name = 'ContractFailure';
    this.code = code;
    this.details = details;
    this.retryable = retryable;
    this.traceId = traceId;
  }
}

/** The contract as functions. */
export interface Client {
  call<N extends CallName>(name: N, input: Input<N>, signal?: AbortSignal): Promise<Output<N>>;
  stream<N extends StreamName>(
    name: N,
    input: Input<N>,
    onItem: (item: Item<N>) => void,
    signal?: AbortSignal,
  ): Promise<Output<N>>;
  onConnection: Transport['onConnection'];
  pathOf: Transport['pathOf'];
}

/** A client over a transport. Answers are typed by the contract, which `main` has checked them against. */
function createClient(transport: Transport): Client {
  async function ask(
    name: string,
    input: unknown,
    signal: AbortSignal | undefined,
    onItem?: (item: never) => void,
  ): Promise<never> {
    const envelope = await transport.call(name, input, {
      signal,
      onItem: onItem as ((item: unknown) => void) | undefined,
    });
    if (!envelope.ok) {
      if (OF_THE_WHOLE_CASE.has(envelope.error.code)) {
        useConnection.getState().setFailure(envelope.error);
      }
      throw new ContractFailure(envelope.error);
    }
    return envelope.data as never;
  }
  return {
    call: (name, input, signal) => ask(name, input, signal),
    stream: (name, input, onItem, signal) => ask(name, input, signal, onItem),
    onConnection: (listener) => transport.onConnection(listener),
    pathOf: (file) => transport.pathOf(file),
  };
}

/** The client of this page: through Electron's bridge where there is one, else to the server it came from. */
export function connectClient(): Client {
  if (window.errorIq !== undefined) return createClient(createBridgeTransport(window.errorIq));
  return createClient(createSocketTransport(`ws://${window.location.host}/socket`));
}
