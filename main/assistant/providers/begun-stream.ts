import type { LanguageModelV4StreamPart, LanguageModelV4StreamResult } from '@ai-sdk/provider';
import { Failure } from '#shared/model/failure.ts';

/** What says something of the answer, so that after it the call cannot be made anew. */
const SAYS_SOMETHING = new Set<LanguageModelV4StreamPart['type']>([
  'text-delta',
  'reasoning-delta',
  'tool-input-start',
  'tool-call',
  'finish',
]);

/** Characters of one answer; those that we ask for have a fifth of it at most. */
const MOST_SAID = 100_000;

/** What a stream is read with. */
export interface StreamCare {
  /** Called once when nothing more comes. */
  readonly close: () => void;
  /** What went wrong, for the person. */
  readonly failed: (error: unknown) => Failure;
}

/**
 * A stream of which the first words have arrived; an error before them is thrown as it is, so that the call can be tried
 * again. One after them, and an answer without end, is in the stream as a failure for the person.
 */
export async function begunStream(
  answer: LanguageModelV4StreamResult,
  { close, failed }: StreamCare,
): Promise<LanguageModelV4StreamResult> {
  const reader = answer.stream.getReader();
  const first: LanguageModelV4StreamPart[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw brokenOff();
    if (value.type === 'error') {
      await reader.cancel().catch(() => {});
      throw value.error;
    }
    first.push(value);
    if (SAYS_SOMETHING.has(value.type)) break;
  }
  let said = 0;
  let isWhole = first.some(isEnd);
  const stream = new ReadableStream<LanguageModelV4StreamPart>({
    async pull(controller) {
      const next = first.shift();
      if (next !== undefined) {
        controller.enqueue(next);
        return;
      }
      try {
        const { done, value } = await reader.read();
        if (done) {
          // What ends without saying so was cut: half an answer must not pass for a whole one.
          if (!isWhole) throw brokenOff();
          close();
          controller.close();
          return;
        }
        isWhole ||= isEnd(value);
        said += lengthOf(value);
        if (said > MOST_SAID) throw endless();
        controller.enqueue(
          value.type === 'error' ? { ...value, error: failed(value.error) } : value,
        );
      } catch (error) {
        await reader.cancel().catch(() => {});
        close();
        controller.error(failed(error));
      }
    },
    async cancel(reason) {
      await reader.cancel(reason).catch(() => {});
      close();
    },
  });
  return { ...answer, stream };
}

/** Whether a model says that this was all; some libraries say it for one that was cut, as `interrupted`. */
const isEnd = (part: LanguageModelV4StreamPart): boolean =>
  part.type === 'finish' && part.finishReason.unified !== 'interrupted';

const lengthOf = (part: LanguageModelV4StreamPart): number =>
  'delta' in part && typeof part.delta === 'string' ? part.delta.length : 0;

/** Made a failure for the person by who knows the provider. */
const brokenOff = (): Error => new Error('the stream ended before the answer did');

const endless = (): Failure =>
  new Failure(
    'PROVIDER_ANSWER_BROKEN',
    'The model went on without end and was stopped. Ask again, or another model.',
  );
