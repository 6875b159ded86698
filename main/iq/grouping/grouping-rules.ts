import { readFingerprintRule, type FingerprintRule } from './fingerprint-rules.ts';
import { RuleMistake } from './rule-words.ts';
import { readStackTraceRule, type StackTraceRule } from './stack-trace-rules.ts';

/** Rules of an analyst for what is one issue, ready to be used. */
export interface GroupingRules {
  readonly fingerprint: readonly FingerprintRule[];
  readonly stackTrace: readonly StackTraceRule[];
}

/** The text of rules, a rule a line; `#` begins a comment. */
export interface GroupingText {
  readonly fingerprint: string;
  readonly stackTrace: string;
}

/** A line that is no rule. */
export interface GroupingProblem {
  readonly of: keyof GroupingText;
  readonly line: number;
  readonly message: string;
}

export const NO_GROUPING: GroupingText = { fingerprint: '', stackTrace: '' };

/** Reads rules. Lines that are none are named and left out, the others are used. */
export function readGroupingRules(text: GroupingText): {
  rules: GroupingRules;
  problems: GroupingProblem[];
} {
  const problems: GroupingProblem[] = [];
  const read = <R>(of: keyof GroupingText, rule: (line: string) => R): R[] =>
    text[of].split(/\r?\n/).flatMap((line, at) => {
      const plain = line.trim();
      if (plain === '' || plain.startsWith('#')) return [];
      try {
        return [rule(plain)];
      } catch (error) {
        if (!(error instanceof RuleMistake)) throw error;
        problems.push({ of, line: at + 1, message: error.message });
        return [];
      }
    });
  const rules = {
    fingerprint: read('fingerprint', readFingerprintRule),
    stackTrace: read('stackTrace', readStackTraceRule),
  };
  return { rules, problems };
}
