import { randomUUID } from 'node:crypto';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { LeaveDecision, LeavingShown } from '#shared/model/leaving.ts';
import type { OpenCase } from '../../open-case.ts';

/** Asks the analyst about something that should leave. */
export type AskToLeave = (leaving: LeavingShown, signal: AbortSignal) => Promise<LeaveDecision>;

/** Asks about something that should leave, unless it was allowed. Throws LEAVING_REFUSED, CANCELLED. */
export type DecideLeaving = (leaving: Omit<LeavingShown, 'id'>) => Promise<void>;

/**
 * The decisions of one question: what was allowed for all of it goes on to where it was allowed to go and nowhere else,
 * so another provider that takes over, or a tool of another program, is asked about anew. What was allowed for the case is
 * not asked about again. What may change something is asked about each time, and no answer allows it for later.
 */
export function leaveDecisions(
  open: OpenCase,
  ask: AskToLeave,
  signal: AbortSignal,
): DecideLeaving {
  const allowed = new Set<string>();
  return async (leaving) => {
    const lasting = leaving.kind === 'model' || leaving.kind === 'tool';
    const place = [leaving.kind, leaving.provider, leaving.host].join('\n');
    if (lasting && (allowed.has(place) || (await open.sending()) === 'allowed')) return;
    const decision = await ask({ id: randomUUID(), ...leaving }, signal);
    if (signal.aborted) throw cancelled();
    if (decision === 'refuse') {
      const text =
        leaving.kind === 'write'
          ? 'You did not let it be written. Nothing was changed.'
          : 'You did not let it leave. Nothing was sent.';
      throw new Failure('LEAVING_REFUSED', text, { provider: leaving.provider });
    }
    if (!lasting || decision === 'once') return;
    allowed.add(place);
    if (decision === 'case') await open.change('assistant', 'assistant', { sending: 'allowed' });
  };
}
