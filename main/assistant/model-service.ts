import { createHash } from 'node:crypto';
import { OFFLINE } from '#shared/model/answer.ts';
import { Failure } from '#shared/model/failure.ts';
import type { ModelTask, TaskRoute } from '#shared/model/provider.ts';
import type { IssueMemory } from '../issues/index.ts';
import type { OpenCase } from '../open-case.ts';
import type { AskToLeave } from './gate/leave-decisions.ts';
import type { TokensUsed } from './providers/budget.ts';
import type { ProviderDesk } from './providers/provider-desk.ts';
import type { ToolkitDesk } from './toolkits/toolkit-desk.ts';

/** What it takes to ask a model. */
export interface ModelService {
  readonly providers: ProviderDesk;
  readonly toolkits: ToolkitDesk;
  /** The library of past cases on this machine. */
  readonly past: IssueMemory;
  readonly askToLeave: AskToLeave;
  /** Told what each call of a model took. */
  readonly took?: (used: TokensUsed, money: number) => void;
}

/**
 * Who is to be asked for a task, the wanted one first; empty: no model. `provider`: `offline`, a provider, or one of its
 * models as `PROVIDER/MODEL`; null: whoever is set for the task, or else for questions. Throws PROVIDER_UNKNOWN.
 */
export function routesFor(
  models: ModelService | null,
  provider: string | null,
  task: ModelTask,
): readonly TaskRoute[] {
  if (models === null || provider === OFFLINE.provider) return [];
  const { shelf } = models.providers;
  if (provider === null) {
    const routes = shelf.routes();
    return routes[task].length > 0 ? routes[task] : routes.answer;
  }
  const at = provider.indexOf('/');
  const id = at < 0 ? provider : provider.slice(0, at);
  const known = shelf.provider(id);
  const model = at < 0 ? (known.models[0]?.id ?? '') : provider.slice(at + 1);
  return [{ provider: id, model }];
}

/** Failures of a model after which the built-in analysis answers. What was asked for wrongly is not among them. */
const ANSWERED_OFFLINE = /^(?:PROVIDER_(?!UNKNOWN)|BUDGET_SPENT$|LEAVING_|MODEL_)/;

/** Whether the built-in analysis answers after a failure. */
export const isAnsweredOffline = (error: unknown): error is Failure =>
  error instanceof Failure && ANSWERED_OFFLINE.test(error.code);

/** Under which name the ledger knows a case: the same for all its copies. */
export const ledgerName = (open: OpenCase): string =>
  createHash('sha256').update(`case ${open.info().created}`).digest('hex').slice(0, 16);
