import type { Problem } from './issue-problems.ts';

/** What the analyst put together and took apart; remembered in the case, and applied at every analysis. */
export interface HandWork {
  /** Key that an issue was merged into, by its own. */
  readonly merges: ReadonlyMap<string, string>;
  /** Key of the issue that a part was split off to, by the part's. */
  readonly splits: ReadonlyMap<string, string>;
}

export const NO_HAND_WORK: HandWork = { merges: new Map(), splits: new Map() };

/** Problems as the analyst wants them: first what was split off stands alone, then what was merged is one. */
export function applyHandWork(
  problems: readonly Problem[],
  { merges, splits }: HandWork,
): Problem[] {
  const result = new Map<string, Problem>();
  const add = (problem: Problem): void => {
    const key = targetOf(problem.key, merges);
    const same = result.get(key);
    // The issue that others were merged into gives its name to all.
    if (same === undefined) result.set(key, { ...problem, key, parts: [...problem.parts] });
    else if (problem.key === key)
      result.set(key, { ...problem, parts: [...problem.parts, ...same.parts] });
    else same.parts.push(...problem.parts);
  };
  for (const problem of problems) {
    const kept = problem.parts.filter((part) => !splits.has(part.key));
    if (kept.length > 0) add({ ...problem, parts: kept });
    for (const part of problem.parts) {
      const own = splits.get(part.key);
      if (own !== undefined) add({ ...problem, key: own, parts: [part] });
    }
  }
  return [...result.values()];
}

/** Where merging leads, also over several steps. A circle ends where it began. */
function targetOf(key: string, merges: ReadonlyMap<string, string>): string {
  const seen = new Set<string>();
  let target = key;
  for (
    let next = merges.get(target);
    next !== undefined && !seen.has(target);
    next = merges.get(target)
  ) {
    seen.add(target);
    target = next;
  }
  return target;
}
