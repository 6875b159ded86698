import type { Diagnosis } from '#shared/model/hypothesis.ts';

/** A diagnosis that is made when it is first asked for, and kept until what it was made of changes. */
export function keptDiagnosis(make: () => Promise<Diagnosis>): {
  get(): Promise<Diagnosis>;
  forget(): void;
} {
  let kept: Promise<Diagnosis> | null = null;
  return {
    get() {
      if (kept === null) {
        const asked = make();
        kept = asked;
        asked.catch(() => {
          if (kept === asked) kept = null;
        });
      }
      return kept;
    },
    forget() {
      kept = null;
    },
  };
}
