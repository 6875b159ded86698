import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Middleware,
} from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { Label } from '#shared/model/label.ts';
import {
  isAllowed,
  type ModelTask,
  type Provider,
  type ProviderModel,
  type TaskRoute,
} from '#shared/model/provider.ts';
import { reserve, type TokensUsed } from './budget.ts';
import { budgeted } from './budgeted.ts';
import { begunStream } from './begun-stream.ts';
import { callFailure } from './call-failure.ts';
import { createDoor, providerWay, type LeaveCheck } from './door.ts';
import { makeModel } from './make-model.ts';
import type { ProviderShelf } from './provider-shelf.ts';
import type { Steadfast } from './steadfast.ts';
import type { UsageLedger } from './usage-ledger.ts';

/** One call to one model, as who guards it sees it. */
export interface GuardedCall {
  readonly provider: Provider;
  readonly model: ProviderModel;
  readonly task: ModelTask;
}

/** What stands between our own code and a model. */
export interface Guard {
  /** Masks what goes out and turns back what comes in; the innermost of all. */
  readonly redaction: LanguageModelV4Middleware;
  /** Sees the bytes before they leave; what it throws stops them. */
  check(call: GuardedCall): LeaveCheck;
  /** Told what a call took. */
  settled(call: GuardedCall, used: TokensUsed, money: number): void;
  /** Told which provider answers. */
  answering(call: GuardedCall): void;
}

export interface ModelAccess {
  readonly shelf: ProviderShelf;
  readonly ledger: UsageLedger;
  readonly steadfast: Steadfast;
}

/** What is asked of a model, and for which case. */
export interface ModelPurpose {
  readonly task: ModelTask;
  readonly caseId: string;
  readonly label: Label;
  /** Ways to go, the wanted one first. */
  readonly routes: readonly TaskRoute[];
}

/** A call that is under way. */
interface RunningCall {
  readonly options: LanguageModelV4CallOptions;
  readonly close: () => void;
  /** What went wrong, for the person. */
  readonly failed: (error: unknown) => Failure;
}

/** A whole answer may take so many times what a provider may be silent for. */
const MOST_TIMES = 10;

const tooLate = (provider: string): Failure =>
  new Failure(
    'PROVIDER_TIMED_OUT',
    `The provider "${provider}" did not come to an end of its answer in time.`,
    { provider },
  );

/**
 * A model behind its guards: the policy of the label, the budget, masking, and the door, in that order; with another
 * provider taking over where one fails before it has answered anything. Throws PROVIDER_NONE, PROVIDER_NOT_ALLOWED.
 */
export function guardedModel(
  access: ModelAccess,
  guard: Guard,
  { task, caseId, label, routes }: ModelPurpose,
): LanguageModelV4 {
  const { shelf, ledger, steadfast } = access;
  const calls = routes.map(({ provider: id, model: name }): GuardedCall => {
    const provider = shelf.provider(id);
    const known = provider.models.find((model) => model.id === name);
    return {
      provider,
      model: known ?? { id: name, inputPrice: null, outputPrice: null },
      task,
    };
  });
  const [wanted] = calls;
  if (wanted === undefined) {
    throw new Failure('PROVIDER_NONE', 'No provider is set up for this. Nothing was sent.');
  }
  const policy = shelf.policy();
  const allowed = calls.filter(({ provider }) => isAllowed(policy, label, provider));
  if (!allowed.includes(wanted)) {
    throw new Failure(
      'PROVIDER_NOT_ALLOWED',
      `What is ${label} may ${policy[label] === 'local' ? 'only go to a provider on this machine' : 'go to no provider'}; "${wanted.provider.id}" was not asked, and nothing was sent.`,
      { provider: wanted.provider.id, label },
    );
  }

  /** Runs a call by whichever way succeeds first. */
  function anyWay<T>(
    options: LanguageModelV4CallOptions,
    work: (model: LanguageModelV4, call: RunningCall) => PromiseLike<T>,
  ): Promise<T> {
    const signal = options.abortSignal ?? new AbortController().signal;
    const ways = allowed.map((call) => ({
      provider: call.provider.id,
      callsPerMinute: call.provider.callsPerMinute,
      async run() {
        const door = createDoor(providerWay(call.provider), guard.check(call));
        const close = (): void => void door.close();
        const { id, timeoutSeconds } = call.provider;
        const late = AbortSignal.timeout(timeoutSeconds * MOST_TIMES * 1000);
        const failed = (error: unknown): Failure =>
          signal.aborted ? cancelled() : late.aborted ? tooLate(id) : callFailure(id, error);
        try {
          const made = { provider: call.provider, key: shelf.key(call.provider.id) };
          const plain = await makeModel({ ...made, fetch: door.fetch }, call.model.id);
          const of = { case: caseId, provider: call.provider.id, model: call.model.id, task };
          const budget = budgeted(
            (held) => reserve(ledger, shelf.limits(), of, call.model, held),
            (used, money) => guard.settled(call, used, money),
          );
          const model = wrapLanguageModel({ model: plain, middleware: [budget, guard.redaction] });
          const abortSignal = AbortSignal.any([signal, late]);
          const answer = await work(model, { options: { ...options, abortSignal }, close, failed });
          guard.answering(call);
          return answer;
        } catch (error) {
          close();
          throw failed(error);
        }
      },
    }));
    return steadfast.run(ways, signal);
  }

  return {
    specificationVersion: 'v4',
    provider: wanted.provider.id,
    modelId: wanted.model.id,
    supportedUrls: {},
    doGenerate: (options) =>
      anyWay(options, async (model, call) => {
        const answer = await model.doGenerate(call.options);
        call.close();
        return answer;
      }),
    doStream: (options) =>
      anyWay(options, async (model, call) => begunStream(await model.doStream(call.options), call)),
  };
}

/** A model is always given as an object: a plain name would go to a gateway on the network. */
Object.assign(globalThis, {
  AI_SDK_DEFAULT_PROVIDER: {
    specificationVersion: 'v4',
    languageModel: refuseName,
    embeddingModel: refuseName,
    imageModel: refuseName,
  },
  // Warnings would be printed, with what was sent in them.
  AI_SDK_LOG_WARNINGS: false,
});

function refuseName(): never {
  throw new Failure('PROVIDER_NONE', 'A model was named without its provider. Nothing was sent.');
}
