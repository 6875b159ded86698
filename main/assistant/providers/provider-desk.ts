import type { LanguageModelV4Middleware } from '@ai-sdk/provider';
import { LABELS, type Label } from '#shared/model/label.ts';
import { isAllowed, isLocal } from '#shared/model/provider.ts';
import type { Vault } from '../../vault/index.ts';
import type { ModelAccess } from './guarded-model.ts';
import { createProviderShelf } from './provider-shelf.ts';
import { createSteadfast, type Clock } from './steadfast.ts';
import { createUsageLedger, type UsageRow } from './usage-ledger.ts';

/** How a connection stands. */
export interface ConnectionTest {
  readonly model: string;
  readonly ms: number;
  /** The first words that came back. */
  readonly answer: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Under this name the ledger keeps what tests of connections take. */
const NO_CASE = 'connection test';
const TEST_TEXT = 'Answer with the one word: ready';
const TEST_TOKENS = 64;
/** Nothing of a case is in a test, so there is nothing to mask. */
const NOTHING_TO_MASK: LanguageModelV4Middleware = { specificationVersion: 'v4' };

export type ProviderDesk = ReturnType<typeof createProviderDesk>;

/** The providers of the profile as a person sets them up. Keys go in and never out. */
export function createProviderDesk(vault: Pick<Vault, 'drawer'>, clock?: Clock) {
  const shelf = createProviderShelf(vault);
  const ledger = createUsageLedger(vault);
  const access: ModelAccess = { shelf, ledger, steadfast: createSteadfast(clock) };
  return {
    access,
    shelf,
    list() {
      const policy = shelf.policy();
      return shelf.list().map((provider) => ({
        ...provider,
        local: isLocal(provider),
        allowedFor: LABELS.filter((label: Label) => isAllowed(policy, label, provider)),
      }));
    },
    usage: (): readonly UsageRow[] => ledger.rows(),
    /** Asks a provider for one word, without anything of a case. Throws what the provider's failure is, CANCELLED. */
    async test(id: string, model: string | null, signal: AbortSignal): Promise<ConnectionTest> {
      const provider = shelf.provider(id);
      const name = model ?? provider.models[0]?.id ?? '';
      const { guardedModel } = await import('./guarded-model.ts');
      const guard = {
        redaction: NOTHING_TO_MASK,
        check: () => () => Promise.resolve(),
        settled: () => {},
        answering: () => {},
      };
      const purpose = { task: 'answer', caseId: NO_CASE, label: 'public' } as const;
      const routes = [{ provider: id, model: name }];
      const guarded = guardedModel(access, guard, { ...purpose, routes });
      const started = performance.now();
      const answer = await guarded.doGenerate({
        prompt: [{ role: 'user', content: [{ type: 'text', text: TEST_TEXT }] }],
        maxOutputTokens: TEST_TOKENS,
        abortSignal: signal,
      });
      const text = answer.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
      return {
        model: name,
        ms: Math.round(performance.now() - started),
        answer: text.join(' ').trim().slice(0, 200),
        inputTokens: answer.usage.inputTokens.total ?? 0,
        outputTokens: answer.usage.outputTokens.total ?? 0,
      };
    },
  };
}
