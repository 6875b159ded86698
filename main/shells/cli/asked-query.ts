import { OFFLINE } from '#shared/model/answer.ts';
import { MOST_WORDS, type WordedQuery } from '#shared/model/worded-query.ts';
import { createWordsDesk, type ModelService } from '../../assistant/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { usage } from './arguments.ts';

/** The query that words ask for, as it is about to run. Throws what a wrong use throws, PROVIDER_UNKNOWN, CANCELLED. */
export async function askedQuery(
  open: OpenCase,
  models: ModelService | null,
  {
    ask = '',
    provider = OFFLINE.provider,
  }: { ask?: string | undefined; provider?: string | undefined },
): Promise<WordedQuery> {
  const words = ask.trim();
  if (words === '' || words.length > MOST_WORDS) {
    throw usage(`--ask takes up to ${MOST_WORDS} characters of words.`);
  }
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    return await createWordsDesk(open, models).translate({ words, provider }, stop.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

/** What was understood, as `--json` has it. */
export function wordedDocument({ query, parts, unread, answerer, note }: WordedQuery) {
  return { query, parts, unread, provider: answerer.provider, model: answerer.model, note };
}

/** What was understood, a line each. */
export function wordedText({ query, parts, unread, instead, note }: WordedQuery): string {
  const lines = [
    ...(note === null ? [] : [note]),
    `query: ${query === '' ? '(every record)' : query}`,
    ...parts.map(
      (part) => `  ${part.words}: ${part.condition}${part.note === null ? '' : ` (${part.note})`}`,
    ),
    ...unread.map((one) => `  ${one.words}: not understood, ${one.why}`),
    ...(instead === null
      ? []
      : [`${instead.total} records without one condition: ${instead.query}`]),
  ];
  return `${lines.join('\n')}\n`;
}
