import { randomUUID } from 'node:crypto';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { LeaveDecision, LeavingShown } from '#shared/model/leaving.ts';
import type { OpenCase } from '../../open-case.ts';
import type { Masking } from '../../privacy/index.ts';
import type { TokensUsed } from '../providers/budget.ts';
import type { LeaveCheck, Leaving } from '../providers/door.ts';
import { isMasked } from './is-masked.ts';
import type { GuardedCall } from '../providers/guarded-model.ts';

/** Asks the analyst about something that should leave. */
export type AskToLeave = (leaving: LeavingShown, signal: AbortSignal) => Promise<LeaveDecision>;

/**
 * The gate of one question: shows what should leave unless it was allowed, and notes all that left in the case's journal,
 * before it leaves. `question` is the id under which it is noted. Throws LEAVING_REFUSED, CANCELLED.
 */
export function createLeaveGate(
  open: OpenCase,
  masking: Masking,
  question: string,
  ask: AskToLeave,
  signal: AbortSignal,
) {
  let allowed = false;
  /** Entry of what was sent last, by provider and model: what it took is noted with it. */
  const sent = new Map<string, string>();
  const nameOf = ({ provider, model }: GuardedCall): string => `${provider.id} ${model.id}`;

  async function decide(call: GuardedCall, leaving: Leaving): Promise<void> {
    if (allowed || (await open.sending()) === 'allowed') return;
    const decision = await ask(
      {
        id: randomUUID(),
        provider: call.provider.id,
        model: call.model.id,
        host: new URL(leaving.url).host,
        size: leaving.size,
        body: leaving.body,
        local: await masking.unmask(leaving.body),
      },
      signal,
    );
    if (signal.aborted) throw cancelled();
    if (decision === 'refuse') {
      throw new Failure('LEAVING_REFUSED', 'You did not let it leave. Nothing was sent.', {
        provider: call.provider.id,
      });
    }
    if (decision === 'case') await open.change('assistant', 'assistant', { sending: 'allowed' });
    if (decision !== 'once') allowed = true;
  }

  return {
    check:
      (call: GuardedCall): LeaveCheck =>
      async (leaving) => {
        if (!(await isMasked(masking, leaving.body))) {
          throw new Failure(
            'LEAVING_NOT_MASKED',
            'Nothing was sent: something in it was not masked. Ask again, or without a model.',
            { provider: call.provider.id },
          );
        }
        await decide(call, leaving);
        const id = randomUUID();
        await open.append({
          kind: 'assistant.sent',
          payload: {
            id,
            question,
            provider: call.provider.id,
            model: call.model.id,
            host: new URL(leaving.url).host,
            purpose: call.task,
            sha256: leaving.sha256,
            bytes: leaving.size,
          },
        });
        sent.set(nameOf(call), id);
      },
    /** Notes what a call took. */
    async took(call: GuardedCall, used: TokensUsed, money: number): Promise<void> {
      const id = sent.get(nameOf(call));
      if (id === undefined) return;
      const { inputTokens, outputTokens } = used;
      await open.append({
        kind: 'assistant.took',
        payload: { sent: id, inputTokens, outputTokens, money },
      });
    },
  };
}
