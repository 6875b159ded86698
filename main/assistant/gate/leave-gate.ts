import { randomUUID } from 'node:crypto';
import { Failure } from '#shared/model/failure.ts';
import type { OpenCase } from '../../open-case.ts';
import type { Masking } from '../../privacy/index.ts';
import type { TokensUsed } from '../providers/budget.ts';
import type { LeaveCheck } from '../providers/door.ts';
import { isMasked } from './is-masked.ts';
import type { DecideLeaving } from './leave-decisions.ts';
import type { GuardedCall } from '../providers/guarded-model.ts';

/**
 * The gate of one question: shows what should leave unless it was allowed, and notes all that left in the case's journal,
 * before it leaves. `question` is the id under which it is noted. Throws LEAVING_REFUSED, CANCELLED.
 */
export function createLeaveGate(
  open: OpenCase,
  masking: Masking,
  question: string,
  decide: DecideLeaving,
) {
  /** Entry of what was sent last, by provider and model: what it took is noted with it. */
  const sent = new Map<string, string>();
  const nameOf = ({ provider, model }: GuardedCall): string => `${provider.id} ${model.id}`;

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
        const { host } = new URL(leaving.url);
        await decide({
          kind: 'model',
          provider: call.provider.id,
          model: call.model.id,
          host,
          size: leaving.size,
          body: leaving.body,
          local: await masking.unmask(leaving.body),
        });
        const id = randomUUID();
        await open.append({
          kind: 'assistant.sent',
          payload: {
            id,
            question,
            provider: call.provider.id,
            model: call.model.id,
            host,
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
