import { randomUUID } from 'node:crypto';
import { OFFLINE, type Answerer } from '#shared/model/answer.ts';
import { cancelled } from '#shared/model/failure.ts';
import type { WordedQuery } from '#shared/model/worded-query.ts';
import { explainQuery, parseQuery } from '#shared/query/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { behindGate } from '../gate/behind-gate.ts';
import { isAnsweredOffline, routesFor, type ModelService } from '../model-service.ts';
import { inView } from '../tools/search-tools.ts';
import { readWords } from './read-words.ts';
import type { ReadWords } from './reading.ts';

/** A wish in words. */
export interface Wish {
  readonly words: string;
  /** `offline`, a provider, or `PROVIDER/MODEL`; null: whoever is set for it. */
  readonly provider: string | null;
}

/** Turns wishes in words into queries, which are shown before anybody runs them. Nothing of it changes the case. */
export function createWordsDesk(open: OpenCase, models: ModelService | null = null) {
  async function byModel(
    words: string,
    routes: ReturnType<typeof routesFor>,
    service: ModelService,
    signal: AbortSignal,
  ): Promise<{ readonly read: ReadWords; readonly answerer: Answerer }> {
    const work = { id: randomUUID(), task: 'query', routes, signal } as const;
    const gated = await behindGate(open, service, work);
    try {
      const { readWordsByModel } = await import('./read-words-by-model.ts');
      const read = await readWordsByModel(words, open, gated, signal);
      return { read, answerer: gated.answerer() };
    } finally {
      await gated.noted();
    }
  }

  async function total(query: string, signal: AbortSignal): Promise<number> {
    return inView({ query }, { open, signal }, (_view, found) => Promise.resolve(found));
  }

  /** The one condition without which there would be records. */
  async function insteadOf(
    { without }: ReadWords,
    signal: AbortSignal,
  ): Promise<WordedQuery['instead']> {
    let best: WordedQuery['instead'] = null;
    for (const query of without) {
      const found = await total(query, signal);
      // The narrowest that finds something is the nearest to what was wanted.
      if (found > 0 && (best === null || found < best.total)) best = { query, total: found };
    }
    return best;
  }

  return {
    /** Translates a wish; with a model when one is to be asked, and without it where that fails. Throws CANCELLED. */
    async translate({ words, provider }: Wish, signal: AbortSignal): Promise<WordedQuery> {
      const routes = routesFor(models, provider, 'query');
      let note: string | null = null;
      let answerer: Answerer = OFFLINE;
      let read: ReadWords | null = null;
      if (models !== null && routes.length > 0) {
        try {
          ({ read, answerer } = await byModel(words, routes, models, signal));
        } catch (error) {
          if (signal.aborted) throw cancelled();
          if (!isAnsweredOffline(error)) throw error;
          note = `${error.message} The built-in translation answers instead.`;
        }
      }
      read ??= await readWords(words, open, signal);
      const { query, parts, unread } = read;
      const parsed = parseQuery(query);
      const found = await total(query, signal);
      return {
        query,
        parts,
        unread,
        meaning: parsed.ok ? explainQuery(parsed.query) : [],
        total: found,
        instead: found === 0 ? await insteadOf(read, signal) : null,
        answerer,
        note,
      };
    },
  };
}
