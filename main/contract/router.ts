import { z } from 'zod';
import { contract, type Name } from '#shared/contract/index.ts';
import type { Access, Spec } from '#shared/contract/call.ts';
import type { Response } from '#shared/contract/envelope.ts';
import { Failure } from '#shared/model/failure.ts';
import { asOneTrace } from '../tenant/index.ts';
import { contractError, invalidInput, type LogUnexpected } from './failure-envelope.ts';
import type { Handlers } from './handlers.ts';

/** What the router asks before it lets a call through. */
export interface Gate {
  vault(): 'none' | 'locked' | 'unlocked';
  caseOpen(): boolean;
}

export interface RouterDependencies {
  readonly handlers: Handlers;
  readonly gate: Gate;
  readonly log: LogUnexpected;
  /** Also validate what handlers answer. For tests: it costs as much as the answer is large. */
  readonly checkOutputs: boolean;
}

/** One page's line to the app. */
export interface Connection {
  /** Takes a request as it came: nothing about it is trusted. */
  receive(message: unknown): void;
  /** Cancels what is under way. */
  close(): void;
}

export interface Router {
  connect(send: (response: Response) => void): Connection;
}

/** Calls that one page may have under way; a page that wants more waits for answers. */
const MOST_CALLS = 200;

const request = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('call'),
    id: z.number().int().nonnegative(),
    name: z.string().max(100),
    input: z.unknown(),
  }),
  z.strictObject({ type: z.literal('cancel'), id: z.number().int().nonnegative() }),
]);

type AnyHandler = (
  input: unknown,
  context: { signal: AbortSignal; emit: (item: unknown) => void },
) => unknown;

/**
 * Takes requests to handlers: finds the call among the contract's own, validates, checks the lock, runs,
 * answers with an envelope. A thrown error never crosses.
 */
export function createRouter({ handlers, gate, log, checkOutputs }: RouterDependencies): Router {
  const check = (access: Access): void => {
    const vault = gate.vault();
    if (access === 'open') return;
    if (vault === 'none')
      throw new Failure('VAULT_MISSING', 'There is no profile yet. Create one first.');
    if (vault === 'locked')
      throw new Failure('VAULT_LOCKED', 'The vault is locked. Unlock it first.');
    if (access === 'case' && !gate.caseOpen()) {
      throw new Failure('NO_CASE', 'No case is open. Open or create one first.');
    }
  };

  async function run(
    name: string,
    input: unknown,
    signal: AbortSignal,
    emit: (item: unknown) => void,
  ): Promise<unknown> {
    if (!isName(name)) throw new Failure('UNKNOWN_CALL', `There is no call of this name.`);
    const spec: Spec = contract[name];
    const parsed = spec.input.safeParse(input);
    if (!parsed.success) throw invalidInput(parsed.error);
    check(spec.access);
    // The types of name, input and handler fit by the type of Handlers; here they are only known apart.
    const handler = handlers[name] as AnyHandler;
    const output = await asOneTrace(() =>
      handler(parsed.data, {
        signal,
        emit: (item) => emit(checkOutputs && spec.kind === 'stream' ? spec.item.parse(item) : item),
      }),
    );
    return checkOutputs ? spec.output.parse(output) : output;
  }

  return {
    connect(send) {
      const underWay = new Map<number, AbortController>();
      let closed = false;
      const answer = (response: Response): void => {
        if (!closed) send(response);
      };
      const refuse = (id: number, name: string, failure: Failure): void =>
        answer({
          type: 'reply',
          id,
          envelope: { ok: false, error: contractError(failure, name, log) },
        });

      async function call(id: number, name: string, input: unknown): Promise<void> {
        const controller = new AbortController();
        underWay.set(id, controller);
        const { signal } = controller;
        try {
          const emit = (item: unknown): void => {
            if (!signal.aborted) answer({ type: 'item', id, item });
          };
          const data = await Promise.race([run(name, input, signal, emit), abortOf(signal)]);
          answer({ type: 'reply', id, envelope: { ok: true, data } });
        } catch (error) {
          answer({
            type: 'reply',
            id,
            envelope: { ok: false, error: contractError(error, name, log) },
          });
        } finally {
          underWay.delete(id);
        }
      }

      return {
        receive(message) {
          const parsed = request.safeParse(message);
          if (!parsed.success) {
            refuse(
              idOf(message),
              'request',
              new Failure('REQUEST_INVALID', 'This is not a request.'),
            );
            return;
          }
          if (parsed.data.type === 'cancel') {
            underWay.get(parsed.data.id)?.abort();
            return;
          }
          const { id, name, input } = parsed.data;
          if (underWay.has(id)) {
            refuse(id, name, new Failure('REQUEST_INVALID', 'A call with this id is under way.'));
          } else if (underWay.size >= MOST_CALLS) {
            refuse(
              id,
              name,
              new Failure(
                'TOO_MANY_CALLS',
                'Too many calls are under way. Wait for some to end.',
                {},
                { retryable: true },
              ),
            );
          } else {
            void call(id, name, input);
          }
        },
        close() {
          closed = true;
          for (const controller of underWay.values()) controller.abort();
        },
      };
    },
  };
}

function isName(name: string): name is Name {
  return Object.hasOwn(contract, name);
}

function idOf(message: unknown): number {
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : -1;
  return typeof id === 'number' ? id : -1;
}

/** Fails when the signal aborts, so that a cancelled call is answered at once, whatever its handler still does. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')), {
      once: true,
    });
  });
}
