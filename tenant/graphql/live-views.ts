import type { IncomingHttpHeaders } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { Authenticate } from '../identity/index.ts';
import type { Database, TeamChanges } from '../platform/index.ts';
import { answerQuery, type ReadableQuery } from './run-query.ts';

export interface LivePlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly changes: TeamChanges;
  readonly lookMs?: number;
}

/** Changes that come together are answered together. */
const TOGETHER_MS = 200;
/** What nobody tells of is seen after so long: what another server changed while Redis was away, or a worker between two connections. */
const LOOK_MS = 10_000;

/**
 * The answers to a query, for who asked with these headers: now, and again whenever they are other ones, until `ended`.
 * Who asks is found out anew each time: one who is signed out meanwhile gets no more. Throws NOT_SIGNED_IN.
 */
export async function* liveView(
  { database, authenticate, changes, lookMs = LOOK_MS }: LivePlace,
  headers: IncomingHttpHeaders,
  asked: ReadableQuery,
  ended: AbortSignal,
): AsyncGenerator<ExecutionResult, undefined> {
  const { tenant } = await authenticate(headers);
  let changed = Promise.withResolvers<void>();
  const end = changes.listen(tenant, () => changed.resolve());
  let before = '';
  try {
    while (!ended.aborted) {
      changed = Promise.withResolvers<void>();
      const answer = await answerQuery(database, await authenticate(headers), asked);
      const now = JSON.stringify(answer);
      if (now !== before) yield answer;
      before = now;
      await soonest(changed.promise, lookMs, ended);
      await soonest(new Promise(() => {}), TOGETHER_MS, ended);
    }
  } finally {
    end();
  }
}

/** Comes when something does, after so long, or when it is ended. */
function soonest(promise: Promise<void>, ms: number, ended: AbortSignal): Promise<void> {
  const { promise: soon, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const stop = (): void => resolve();
  ended.addEventListener('abort', stop, { once: true });
  void promise.then(resolve);
  if (ended.aborted) resolve();
  return soon.finally(() => {
    clearTimeout(timer);
    ended.removeEventListener('abort', stop);
  });
}
