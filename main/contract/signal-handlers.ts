import type { Output } from '#shared/contract/index.ts';
import { Failure } from '#shared/model/failure.ts';
import { asFinding } from '../iq/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

/** Calls about what changed, what differs, and why. */
export function signalHandlers(session: Session) {
  return {
    // The answer is plain data, but for its arrays being read-only.
    'hypotheses.show': async () =>
      (await session.current().diagnosis()) as Output<'hypotheses.show'>,
    'hypotheses.keep': async ({ id }) => {
      const open = session.current();
      const { hypotheses } = await open.diagnosis();
      const hypothesis = hypotheses.find((one) => one.id === id);
      if (hypothesis === undefined) {
        throw new Failure(
          'HYPOTHESIS_GONE',
          'This hypothesis was made before the case changed. Look at the present ones.',
          { id },
          { retryable: true },
        );
      }
      const { content, refs } = asFinding(hypothesis);
      await open.keepFinding({ ...content, citations: await open.cite(refs) });
      return {};
    },
    'compare.run': async ({ a, b }, { signal }) =>
      (await session.current().compare(a, b, signal)) as Output<'compare.run'>,
  } satisfies Partial<Handlers>;
}
