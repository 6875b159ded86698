import { randomUUID } from 'node:crypto';
import { Failure } from '#shared/model/failure.ts';
import type { BudgetLimits, ProviderModel, Spent } from '#shared/model/provider.ts';
import type { UsageLedger, UsageOf } from './usage-ledger.ts';

/** Tokens that a call took. */
export interface TokensUsed {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** An amount that is held for a call. */
export interface Reservation {
  /** What the call took; gives its money. */
  settle(used: TokensUsed): number;
  /** Nothing was sent, or nothing is owed for it. */
  release(): void;
}

/** Characters that a token has at least, so that an estimate is not too low: what models split the most is short words. */
const CHARACTERS_A_TOKEN = 2;

/** Money for tokens at a model's prices; what has no known price counts as nothing. */
export function moneyOf({ inputPrice, outputPrice }: ProviderModel, used: TokensUsed): number {
  const [input, output] = [inputPrice ?? 0, outputPrice ?? 0];
  return (used.inputTokens * input + used.outputTokens * output) / 1_000_000;
}

/**
 * Holds what a call may take at most before it is made: the tokens of its input, estimated high, and all that it may
 * answer. Throws BUDGET_SPENT when that would go over a limit; then nothing may be sent. Calls under way at the same
 * time count with what they hold, so that together they go over by nothing.
 */
export function reserve(
  ledger: UsageLedger,
  limits: BudgetLimits,
  of: UsageOf,
  model: ProviderModel,
  call: { readonly characters: number; readonly mostOutputTokens: number },
): Reservation {
  const most = {
    inputTokens: Math.ceil(call.characters / CHARACTERS_A_TOKEN),
    outputTokens: call.mostOutputTokens,
  };
  const amount: Spent = {
    tokens: most.inputTokens + most.outputTokens,
    money: moneyOf(model, most),
  };
  const spent = ledger.spent(of.case);
  refuseOver('this case', 'tokens', spent.case.tokens + amount.tokens, limits.caseTokens);
  refuseOver('this case', 'money', spent.case.money + amount.money, limits.caseMoney);
  refuseOver('this month', 'tokens', spent.month.tokens + amount.tokens, limits.monthTokens);
  refuseOver('this month', 'money', spent.month.money + amount.money, limits.monthMoney);
  const id = randomUUID();
  ledger.hold(id, of.case, amount);
  let open = true;
  const once = (settle: () => void): void => {
    if (open) settle();
    open = false;
  };
  return {
    settle(used) {
      const money = moneyOf(model, used);
      once(() => ledger.settle(id, of, { ...used, money }));
      return money;
    },
    release: () => once(() => ledger.settle(id, of, null)),
  };
}

function refuseOver(
  what: string,
  unit: 'tokens' | 'money',
  would: number,
  limit: number | null,
): void {
  if (limit === null || would <= limit) return;
  const [wanted, most] = unit === 'tokens' ? [Math.round(would), limit] : [would.toFixed(2), limit];
  throw new Failure(
    'BUDGET_SPENT',
    `The budget of ${what} would be passed: ${wanted} ${unit} of ${most}. Nothing was sent. Raise the limit, or ask without a model.`,
    { what, unit, limit },
  );
}
