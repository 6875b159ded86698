import type { Output } from '#shared/contract/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

/** Calls about what changed, what differs, and why. */
export function signalHandlers(session: Session) {
  return {
    // The answer is plain data, but for its arrays being read-only.
    'hypotheses.show': async () =>
      (await session.current().diagnosis()) as Output<'hypotheses.show'>,
    'compare.run': async ({ a, b }, { signal }) =>
      (await session.current().compare(a, b, signal)) as Output<'compare.run'>,
  } satisfies Partial<Handlers>;
}
