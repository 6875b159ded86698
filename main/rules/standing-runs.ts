import type { OpenCase } from '../open-case.ts';
import { formatsOf } from './rule-results.ts';
import type { RuleWorker, StandingRun } from './rule-worker.ts';

/** A standing run of each case, as long as it holds. */
export interface StandingRuns {
  /** The run of a case; another is begun when the rules, its formats, or how its records were read are other ones. */
  of(open: OpenCase, rules: string): Promise<StandingRun>;
  /** Begins anew the next time. */
  forget(open: OpenCase): void;
}

/** Keeps the runs that a worker goes on with; `rules`, where they are asked for, stands for the rules that are loaded. */
export function createStandingRuns(worker: Pick<RuleWorker, 'begin'>): StandingRuns {
  const standing = new WeakMap<OpenCase, { readonly of: string; readonly run: StandingRun }>();
  return {
    async of(open, rules) {
      const formats = formatsOf(open);
      const of = JSON.stringify([rules, formats, open.store.reloads()]);
      const before = standing.get(open);
      if (before?.of === of) return before.run;
      await before?.run.end();
      const run = await worker.begin(formats);
      standing.set(open, { of, run });
      return run;
    },
    forget(open) {
      standing.delete(open);
    },
  };
}
