import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Middleware,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import type { Reservation, TokensUsed } from './budget.ts';

/** Tokens that an answer may have when nobody said how many. */
const MOST_OUTPUT = 4096;

/** Holds an amount for a call of so many bytes of input and tokens of output. Throws BUDGET_SPENT. */
export type Reserve = (call: {
  readonly characters: number;
  readonly mostOutputTokens: number;
}) => Reservation;

/** What became of a call's money. */
export type Settled = (used: TokensUsed, money: number) => void;

/**
 * Holds the budget before each call and settles it after. A call that was broken off counts with what was sent and what
 * had arrived; one that failed before it answered counts as nothing, as providers have it.
 */
export function budgeted(reserve: Reserve, settled: Settled): LanguageModelV4Middleware {
  const hold = (params: LanguageModelV4CallOptions): { held: Reservation; bytes: number } => {
    const bytes = Buffer.byteLength(JSON.stringify([params.prompt, params.tools ?? []]));
    const mostOutputTokens = params.maxOutputTokens ?? MOST_OUTPUT;
    return { held: reserve({ characters: bytes, mostOutputTokens }), bytes };
  };
  const settle = (held: Reservation, used: TokensUsed): void => settled(used, held.settle(used));
  return {
    specificationVersion: 'v4',
    transformParams: ({ params }) =>
      Promise.resolve({ ...params, maxOutputTokens: params.maxOutputTokens ?? MOST_OUTPUT }),
    async wrapGenerate({ doGenerate, params }) {
      const { held, bytes } = hold(params);
      try {
        const answer = await doGenerate();
        const text = JSON.stringify(answer.content).length;
        settle(held, usedOf(answer.usage, bytes, text));
        return answer;
      } finally {
        held.release();
      }
    },
    async wrapStream({ doStream, params }) {
      const { held, bytes } = hold(params);
      try {
        const answer = await doStream();
        return { ...answer, stream: metered(answer.stream, held, bytes, settle) };
      } catch (error) {
        held.release();
        throw error;
      }
    },
  };
}

/** The same stream; at its end, or when nobody reads on, what it took is settled. */
function metered(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  held: Reservation,
  bytes: number,
  settle: (held: Reservation, used: TokensUsed) => void,
): ReadableStream<LanguageModelV4StreamPart> {
  const reader = stream.getReader();
  let arrived = 0;
  let usage: LanguageModelV4Usage | null = null;
  let open = true;
  const close = (): void => {
    if (open) settle(held, usedOf(usage, bytes, arrived));
    open = false;
  };
  return new ReadableStream<LanguageModelV4StreamPart>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          close();
          controller.close();
          return;
        }
        if ('delta' in value) arrived += value.delta.length;
        if (value.type === 'finish') usage = value.usage;
        controller.enqueue(value);
      } catch (error) {
        close();
        controller.error(error);
      }
    },
    async cancel(reason) {
      close();
      await reader.cancel(reason);
    },
  });
}

/** Characters that a token has about: for what a provider does not count. */
const CHARACTERS_A_TOKEN = 3;

function usedOf(usage: LanguageModelV4Usage | null, bytes: number, arrived: number): TokensUsed {
  return {
    inputTokens: usage?.inputTokens.total ?? Math.ceil(bytes / CHARACTERS_A_TOKEN),
    outputTokens: usage?.outputTokens.total ?? Math.ceil(arrived / CHARACTERS_A_TOKEN),
  };
}
