import type { OpenCase } from '../open-case.ts';
import { erasedAgain } from '../safekeeping/index.ts';
import type { Session } from '../session.ts';

/** Reads logs into the open case by `work`, and tells the page when that brings back what was erased. Throws what `work` throws. */
export async function readIn(
  session: Pick<Session, 'tell'>,
  open: OpenCase,
  work: () => Promise<void>,
): Promise<void> {
  const warning = await erasedAgain(open, work);
  if (warning === null) return;
  const { code, message, details } = warning;
  session.tell({ type: 'failure', failure: { code, message, details } });
}
