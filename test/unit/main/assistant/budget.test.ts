import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cancelled, Failure } from '#shared/model/failure.ts';
import { reserve } from '../../../../main/assistant/providers/budget.ts';
import { createSteadfast, type Clock } from '../../../../main/assistant/providers/steadfast.ts';
import { createUsageLedger } from '../../../../main/assistant/providers/usage-ledger.ts';

/** A drawer that is a variable: what is written is there at the next reading. */
function memoryVault() {
  const drawers = new Map<string, string>();
  return {
    drawer: (name: string) => ({
      read: () => drawers.get(name) ?? null,
      write: (text: string) => void drawers.set(name, text),
    }),
  };
}

const OF = { case: 'c', provider: 'p', model: 'm', task: 'answer' } as const;
const MODEL = { id: 'm', inputPrice: 3, outputPrice: 15 };
const NO_LIMIT = { caseTokens: null, caseMoney: null, monthTokens: null, monthMoney: null };

describe('a budget', () => {
  test('is not passed by calls at the same time, whatever they take in the end', () => {
    const call = fc.record({
      characters: fc.integer({ min: 0, max: 4000 }),
      mostOutputTokens: fc.integer({ min: 1, max: 2000 }),
      /** Share of what was held that is really used. */
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      end: fc.constantFrom('settle', 'release', 'never'),
      overlaps: fc.integer({ min: 0, max: 6 }),
    });
    fc.assert(
      fc.property(
        fc.array(call, { maxLength: 40 }),
        fc.integer({ min: 0, max: 20_000 }),
        (calls, limit) => {
          const ledger = createUsageLedger(memoryVault());
          const limits = { ...NO_LIMIT, caseTokens: limit };
          const open: { end(): void }[] = [];
          for (const { share, end, overlaps, ...size } of calls) {
            try {
              const held = reserve(ledger, limits, OF, MODEL, size);
              const used = {
                inputTokens: Math.floor((size.characters / 2) * share),
                outputTokens: Math.floor(size.mostOutputTokens * share),
              };
              if (end !== 'never')
                open.push({ end: () => (end === 'settle' ? held.settle(used) : held.release()) });
            } catch (error) {
              expect(error).toMatchObject({ code: 'BUDGET_SPENT' });
            }
            expect(ledger.spent('c').case.tokens).toBeLessThanOrEqual(limit);
            while (open.length > overlaps) open.shift()?.end();
          }
          for (const one of open) one.end();
          expect(ledger.spent('c').case.tokens).toBeLessThanOrEqual(limit);
        },
      ),
      { seed: 3 },
    );
  });

  test('counts money and months, each case by itself', () => {
    let now = new Date('2026-03-12T10:00:00Z');
    const ledger = createUsageLedger(memoryVault(), () => now);
    const limits = { ...NO_LIMIT, monthMoney: 0.02 };
    const size = { characters: 2000, mostOutputTokens: 1000 };
    const held = reserve(ledger, limits, OF, MODEL, size);
    // 1,000 tokens in at 3 and 1,000 out at 15 a million.
    expect(ledger.spent('c').month.money).toBeCloseTo(0.018);
    expect(() => reserve(ledger, limits, { ...OF, case: 'd' }, MODEL, size)).toThrow('this month');
    expect(held.settle({ inputTokens: 100, outputTokens: 10 })).toBeCloseTo(0.00045);
    expect(ledger.spent('d').case.money).toBe(0);
    reserve(ledger, limits, { ...OF, case: 'd' }, MODEL, size).release();
    now = new Date('2026-04-01T00:00:00Z');
    expect(ledger.spent('c').month.money).toBe(0);
    expect(ledger.spent('c').case.tokens).toBe(110);
  });
});

function testClock() {
  const waits: number[] = [];
  let at = 0;
  const clock: Clock = {
    now: () => at,
    wait: (ms, signal) => {
      if (signal.aborted) return Promise.reject(cancelled());
      waits.push(ms);
      at += ms;
      return Promise.resolve();
    },
    random: () => 0.5,
  };
  return { clock, waits, pass: (ms: number) => void (at += ms) };
}

const failing = (code: string, retryable: boolean, details = {}): (() => Promise<never>) => {
  return () => Promise.reject(new Failure(code, code, details, { retryable }));
};
const way = <T>(provider: string, run: () => Promise<T>, callsPerMinute: number | null = null) => ({
  provider,
  callsPerMinute,
  run,
});
const signal = new AbortController().signal;

describe('a call', () => {
  test('is tried again with longer waits, never shorter than the provider asks for, then elsewhere', async () => {
    const { clock, waits } = testClock();
    const steadfast = createSteadfast(clock);
    const slow = failing('PROVIDER_RATE_LIMITED', true, { retryAfterMs: 7000 });
    const other = () => Promise.resolve('other');
    expect(await steadfast.run([way('a', slow), way('b', other)], signal)).toBe('other');
    expect(waits).toEqual([7000, 7000]);
  });

  test('leaves a provider alone that failed several times in a row, and comes back', async () => {
    const { clock, pass } = testClock();
    const steadfast = createSteadfast(clock);
    let calls = 0;
    const broken = () => {
      calls++;
      return failing('PROVIDER_OVERLOADED', true)();
    };
    await expect(steadfast.run([way('a', broken)], signal)).rejects.toThrow();
    await expect(steadfast.run([way('a', broken)], signal)).rejects.toThrow();
    expect(calls).toBe(4);
    await expect(steadfast.run([way('a', broken)], signal)).rejects.toMatchObject({
      code: 'PROVIDER_LEFT_ALONE',
    });
    expect(calls).toBe(4);
    pass(31_000);
    expect(await steadfast.run([way('a', () => Promise.resolve(1))], signal)).toBe(1);
  });

  test('that may not be made is not made elsewhere', async () => {
    const steadfast = createSteadfast(testClock().clock);
    let asked = false;
    const other = () => {
      asked = true;
      return Promise.resolve();
    };
    for (const code of ['BUDGET_SPENT', 'PROVIDER_NOT_ALLOWED', 'LEAVING_REFUSED', 'DOOR_CLOSED']) {
      const ways = [way('a', failing(code, false)), way('b', other)];
      await expect(steadfast.run(ways, signal)).rejects.toMatchObject({ code });
    }
    expect(asked).toBe(false);
  });

  test('keeps to the calls a minute', async () => {
    const { clock, waits } = testClock();
    const steadfast = createSteadfast(clock);
    const quick = way('a', () => Promise.resolve(1), 2);
    for (let call = 0; call < 5; call++) await steadfast.run([quick], signal);
    expect(waits).toEqual([60_000, 60_000]);
  });
});
