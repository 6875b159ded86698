import type { LanguageModelV4 } from '@ai-sdk/provider';
import { OFFLINE, type Answerer } from '#shared/model/answer.ts';
import type { ModelTask, TaskRoute } from '#shared/model/provider.ts';
import type { OpenCase } from '../../open-case.ts';
import type { Masking } from '../../privacy/index.ts';
import { ledgerName, type ModelService } from '../model-service.ts';
import { createCaseMasking } from './case-masking.ts';
import { leaveDecisions, type DecideLeaving } from './leave-decisions.ts';
import { createLeaveGate } from './leave-gate.ts';

/** What is asked of a model. */
export interface GatedWork {
  /** Under which what leaves is noted. */
  readonly id: string;
  readonly task: ModelTask;
  readonly routes: readonly TaskRoute[];
  readonly signal: AbortSignal;
}

/** A model that is reached through the gate alone. */
export interface GatedModel {
  readonly model: LanguageModelV4;
  readonly masking: Masking;
  readonly decide: DecideLeaving;
  /** Who answered last. */
  answerer(): Answerer;
  /** Resolves when everything that was taken is noted. */
  noted(): Promise<void>;
}

/**
 * A model for one piece of work on a case: what goes to it is masked, shown unless that was allowed, and noted in the
 * journal. Throws PROVIDER_NONE, PROVIDER_NOT_ALLOWED.
 */
export async function behindGate(
  open: OpenCase,
  { providers, askToLeave, took }: ModelService,
  { id, task, routes, signal }: GatedWork,
): Promise<GatedModel> {
  const masking = createCaseMasking(open);
  const decide = leaveDecisions(open, askToLeave, signal);
  const gate = createLeaveGate(open, masking, id, decide);
  const [{ guardedModel }, { redaction }] = await Promise.all([
    import('../providers/guarded-model.ts'),
    import('./redaction.ts'),
  ]);
  let answerer: Answerer = OFFLINE;
  const noted: Promise<void>[] = [];
  const guard = {
    redaction: redaction(masking),
    check: gate.check,
    settled: (...[call, used, money]: Parameters<typeof gate.took>) => {
      took?.(used, money);
      noted.push(gate.took(call, used, money));
    },
    answering: ({ provider, model }: Parameters<typeof gate.took>[0]) => {
      answerer = { provider: provider.id, model: model.id };
    },
  };
  const purpose = {
    task,
    caseId: ledgerName(open),
    label: await open.labelOf(null),
    routes,
  };
  return {
    model: guardedModel(providers.access, guard, purpose),
    masking,
    decide,
    answerer: () => answerer,
    async noted() {
      await Promise.allSettled(noted);
    },
  };
}
