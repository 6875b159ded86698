import { describe, expect, it } from 'vitest';
import { pairCounts, precision, recall, traceGroups } from '../../../bench/trace-accuracy.ts';
import { labelledTraces, NOISES } from '../../../fixtures/traces/labelled-traces.ts';

describe('grouping the labelled stack traces', () => {
  it.each([1, 2, 3])('puts those of one bug together, and no others (seed %i)', (seed) => {
    const traces = labelledTraces(seed);
    const groups = traceGroups(traces);
    const languages = [...new Set(traces.map(({ language }) => language))];
    expect(languages).toHaveLength(10);
    expect(new Set(traces.map(({ bug }) => bug)).size).toBe(60);
    expect(traces).toHaveLength(60 * NOISES.length);
    for (const language of [...languages, undefined]) {
      const counts = pairCounts(traces, groups, language);
      expect.soft(precision(counts), `precision of ${language}`).toBeGreaterThanOrEqual(0.99);
      // A language has 42 traces: one that is cut beyond recognition costs 0.048.
      const floor = language === undefined ? 0.975 : 0.9;
      expect.soft(recall(counts), `recall of ${language}`).toBeGreaterThanOrEqual(floor);
    }
  });

  it('gives the same set in every run', () => {
    expect(labelledTraces(5)).toEqual(labelledTraces(5));
  });
});
