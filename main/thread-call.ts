import type { MessagePort, Transferable, Worker } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import type { IdleRest } from './idle-rest.ts';

/**
 * What a thread offers: one function an operation, one argument each. An operation may be
 * synchronous; it then holds its thread until it returns, which is the point of having the thread.
 */
export type Operations = Record<string, (input: never) => unknown>;

interface CallMessage {
  readonly id: number;
  readonly operation: string;
  readonly input: unknown;
}

type ReplyMessage =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly failure: Pick<Failure, 'code' | 'message' | 'details' | 'retryable'>;
    };

/** Told once, before the first reply: the operations are there. */
interface MadeMessage {
  readonly made: true;
}

/** Either end of a thread. */
export type Channel = MessagePort | Worker;

const TRANSFER = Symbol('transfer');

interface Transferring {
  readonly [TRANSFER]: readonly Transferable[];
  readonly value: unknown;
}

/** Wraps an operation's answer so that its buffers are moved to the caller, not copied. */
export function transferring<T>(value: T, buffers: readonly Transferable[]): T {
  const wrapped: Transferring = { [TRANSFER]: buffers, value };
  return wrapped as unknown as T;
}

function isTransferring(value: unknown): value is Transferring {
  return typeof value === 'object' && value !== null && TRANSFER in value;
}

function failureOf(error: unknown): Pick<Failure, 'code' | 'message' | 'details' | 'retryable'> {
  if (error instanceof Failure) {
    const { code, message, details, retryable } = error;
    return { code, message, details, retryable };
  }
  // The text of an unexpected error may hold log text; its kind and place are enough to find it.
  const name = error instanceof Error ? error.name : 'Error';
  const frame = error instanceof Error ? (error.stack?.split('\n    at ')[1] ?? '') : '';
  return {
    code: 'INTERNAL',
    message: 'Something went wrong inside Error-IQ.',
    details: { error: name, at: frame.trim() },
    retryable: false,
  };
}

/**
 * Answers calls on a channel. Operations run one after the other, in the order of their arrival; `during` is
 * around each of them.
 *
 * @param operations or what makes them, when the first call arrives; each call fails as long as that does
 */
export function serveOperations(
  channel: Channel,
  operations: Operations | (() => Operations),
  during: IdleRest['during'] = (work) => work(),
): void {
  let made: Operations | null = null;
  const make = (): Operations => {
    if (made === null) {
      made = typeof operations === 'function' ? operations() : operations;
      const message: MadeMessage = { made: true };
      channel.postMessage(message);
    }
    return made;
  };
  if (typeof operations !== 'function') make();
  channel.on('message', (message: CallMessage) => {
    void during(() => answer(channel, make, message));
  });
}

async function answer(
  channel: Channel,
  make: () => Operations,
  { id, operation, input }: CallMessage,
): Promise<void> {
  try {
    const operations = make();
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (run === undefined) throw new Error(`no operation ${operation}`);
    const value = await run(input as never);
    if (isTransferring(value)) {
      channel.postMessage({ id, ok: true, value: value.value }, value[TRANSFER]);
    } else {
      channel.postMessage({ id, ok: true, value });
    }
  } catch (error) {
    channel.postMessage({ id, ok: false, failure: failureOf(error) });
  }
}

/**
 * The failure that a thread threw before it could answer calls, such as a file that does not open; null: what ended it is no
 * failure of ours. Its class is lost between threads, what it says is not.
 */
export function failureThatEnded(error: unknown): Failure | null {
  if (!(error instanceof Error) || error.name !== 'Failure') return null;
  const { code, message, details } = error as Failure;
  return new Failure(code, message, details);
}

/** A thread's operations as promises. */
export interface ThreadClient<O extends Operations> {
  call<K extends keyof O & string>(
    operation: K,
    input: Parameters<O[K]>[0],
    transfer?: readonly Transferable[],
  ): Promise<Awaited<ReturnType<O[K]>>>;
  /** Fails everything in flight and all that follows: the thread is gone. The first reason given stands. */
  abandon(failure: Failure): void;
  /**
   * Resolves as soon as the other end may be terminated: when nothing was asked of it, or its operations are there. A thread that is
   * terminated while it loads SQLite takes the process with it, by a fatal error of Node-API ("Error::New napi_get_last_error_info").
   */
  mayEnd(): Promise<void>;
}

/** Calls the operations that `serveOperations` answers on the other end of a channel. */
export function createThreadClient<O extends Operations>(channel: Channel): ThreadClient<O> {
  const waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (reason: Failure) => void }
  >();
  let nextId = 1;
  let gone: Failure | null = null;
  const heard = Promise.withResolvers<void>();
  channel.on('message', (reply: ReplyMessage | MadeMessage) => {
    heard.resolve();
    if (!('id' in reply)) return;
    const call = waiting.get(reply.id);
    if (call === undefined) return;
    waiting.delete(reply.id);
    if (reply.ok) call.resolve(reply.value as never);
    else {
      const { code, message, details, retryable } = reply.failure;
      call.reject(new Failure(code, message, details, { retryable }));
    }
  });
  return {
    call(operation, input, transfer) {
      if (gone !== null) return Promise.reject(gone);
      const id = nextId++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        channel.postMessage({ id, operation, input }, transfer);
      });
    },
    abandon(failure) {
      gone ??= failure;
      heard.resolve();
      for (const call of waiting.values()) call.reject(failure);
      waiting.clear();
    },
    mayEnd: () => (nextId === 1 ? Promise.resolve() : heard.promise),
  };
}
