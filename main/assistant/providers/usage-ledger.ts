import { z } from 'zod';
import { MODEL_TASKS, type ModelTask, type Spent } from '#shared/model/provider.ts';
import type { Vault } from '../../vault/index.ts';

const DRAWER = 'assistant-usage';
/** Months that are kept. */
const MOST_MONTHS = 24;

const row = z.strictObject({
  /** `2026-03-12`, UTC. */
  day: z.iso.date(),
  /** Id of the case. */
  case: z.string(),
  provider: z.string(),
  model: z.string(),
  task: z.enum(MODEL_TASKS),
  calls: z.number().int(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  money: z.number(),
});
export type UsageRow = z.output<typeof row>;

const hold = z.strictObject({
  id: z.string(),
  day: z.iso.date(),
  case: z.string(),
  tokens: z.number(),
  money: z.number(),
});
type Hold = z.output<typeof hold>;

const ledger = z.strictObject({ v: z.literal(1), rows: z.array(row), held: z.array(hold) });

/** Who asked which model for what. */
export interface UsageOf {
  readonly case: string;
  readonly provider: string;
  readonly model: string;
  readonly task: ModelTask;
}

/** What models were asked for and what it cost, by day; sealed beside the vault. */
export interface UsageLedger {
  /** By day, provider, model, task and case, oldest first. */
  rows(): readonly UsageRow[];
  /** What went and what is held: of a case, and of everything in the present month. */
  spent(caseId: string): { readonly case: Spent; readonly month: Spent };
  /** Holds an amount before a call, so that calls at the same time and a crash in the middle are counted. */
  hold(id: string, caseId: string, amount: Spent): void;
  /** Takes what was held for what was used; null: nothing was sent. */
  settle(
    id: string,
    of: UsageOf,
    used: { inputTokens: number; outputTokens: number; money: number } | null,
  ): void;
}

/** The ledger in a vault. What a process held that ended stays counted as spent, for it may have been. */
export function createUsageLedger(
  vault: Pick<Vault, 'drawer'>,
  now: () => Date = () => new Date(),
): UsageLedger {
  const read = (): z.output<typeof ledger> => {
    const text = vault.drawer(DRAWER).read();
    return text === null ? { v: 1, rows: [], held: [] } : ledger.parse(JSON.parse(text));
  };
  const today = (): string => now().toISOString().slice(0, 10);
  const monthOf = (day: string): string => day.slice(0, 7);

  function write(rows: readonly UsageRow[], held: readonly Hold[]): void {
    const months = [...new Set(rows.map(({ day }) => monthOf(day)))].toSorted().slice(-MOST_MONTHS);
    const oldest = months[0] ?? '';
    const kept = rows.filter(({ day }) => monthOf(day) >= oldest);
    vault.drawer(DRAWER).write(JSON.stringify({ v: 1, rows: kept, held }));
  }

  return {
    rows: () => read().rows,
    spent(caseId) {
      const { rows, held } = read();
      const month = monthOf(today());
      const all = [
        ...rows.map((one) => ({ ...one, tokens: one.inputTokens + one.outputTokens })),
        ...held,
      ];
      return {
        case: sum(all.filter((one) => one.case === caseId)),
        month: sum(all.filter(({ day }) => monthOf(day) === month)),
      };
    },
    hold(id, caseId, { tokens, money }) {
      const { rows, held } = read();
      write(rows, [...held, { id, day: today(), case: caseId, tokens, money }]);
    },
    settle(id, of, used) {
      const { rows, held } = read();
      const rest = held.filter((one) => one.id !== id);
      if (used === null) {
        write(rows, rest);
        return;
      }
      const day = today();
      const same = (one: UsageRow): boolean =>
        one.day === day &&
        one.case === of.case &&
        one.provider === of.provider &&
        one.model === of.model &&
        one.task === of.task;
      const before = rows.find(same);
      const next: UsageRow = {
        day,
        ...of,
        calls: (before?.calls ?? 0) + 1,
        inputTokens: (before?.inputTokens ?? 0) + used.inputTokens,
        outputTokens: (before?.outputTokens ?? 0) + used.outputTokens,
        money: (before?.money ?? 0) + used.money,
      };
      write([...rows.filter((one) => !same(one)), next], rest);
    },
  };
}

function sum(amounts: readonly Spent[]): Spent {
  return {
    tokens: amounts.reduce((total, { tokens }) => total + tokens, 0),
    money: amounts.reduce((total, { money }) => total + money, 0),
  };
}
