import { Failure } from '#shared/model/failure.ts';
import { RULE_LEVELS, type RuleLevel } from '#shared/model/rule.ts';
import { createDue } from '../due.ts';
import type { OpenCase } from '../open-case.ts';
import { detectedQuery, type FreshHit, type RuleDesk } from './rule-desk.ts';
import type { RuleLibrary } from './rule-library.ts';

/** What rules found for the first time, in short. */
interface FreshHits {
  /** Of the gravest of the rules. */
  readonly title: string;
  readonly level: RuleLevel | null;
  /** Finds the records of all of them. */
  readonly query: string;
  readonly rules: number;
  readonly records: number;
}

/** A query names so many rules one by one. */
const MOST_NAMED = 20;

/** Says what is new in short; null: nothing is. */
export function freshHits(fresh: readonly FreshHit[]): FreshHits | null {
  const rank = ({ rule }: FreshHit): number => RULE_LEVELS.findIndex((one) => one === rule.level);
  const [gravest] = fresh.toSorted((a, b) => rank(b) - rank(a) || b.records - a.records);
  if (gravest === undefined) return null;
  const { title, level } = gravest.rule;
  const records = fresh.reduce((sum, hit) => sum + hit.records, 0);
  const query =
    fresh.length > MOST_NAMED
      ? 'detected:*'
      : fresh.map(({ rule }) => detectedQuery(rule.key)).join(' OR ');
  return { title, level, query, rules: fresh.length, records };
}

interface Dependencies {
  readonly desk: RuleDesk;
  readonly library: RuleLibrary;
  current(): OpenCase | null;
  /** Rules ran; `fresh`: what they had not found before. */
  found(fresh: readonly FreshHit[]): void;
  onFailure(error: unknown): void;
}

/** New records are looked at so soon; while files are read rules take a tenth of the time at most, otherwise a half. */
const SOON_MS = 250;
const PASS_MS = 1000;
const SHARE_WHILE_READING = 10;
const SHARE = 2;

/** Runs the rules of the profile by themselves whenever a case has records that they were not asked of. */
export function createRuleWatch({ desk, library, current, found, onFailure }: Dependencies) {
  let running = false;
  let again = false;
  let restUntilMs = 0;
  const due = createDue(() => void pass().catch(onFailure));

  async function pass(): Promise<void> {
    if (running) {
      again = true;
      return;
    }
    running = true;
    again = false;
    try {
      await passNow();
    } finally {
      running = false;
      if (again) stir();
    }
  }

  async function passNow(): Promise<void> {
    const open = current();
    if (open === null) return;
    const started = performance.now();
    try {
      await lookAt(open);
    } finally {
      const now = performance.now();
      const share = open.isReading() ? SHARE_WHILE_READING : SHARE;
      restUntilMs = now + (share - 1) * (now - started);
    }
  }

  async function lookAt(open: OpenCase): Promise<void> {
    if (!(await library.switches()).alone) return;
    const pace = { signal: open.closing, budgetMs: PASS_MS };
    const ran = await desk.catchUp(open, pace).catch((error: unknown) => {
      if (isPassing(error)) return null;
      throw error;
    });
    if (ran === null || current() !== open) return;
    found(ran.fresh);
    again ||= !(await desk.isUpToDate(open));
  }

  function stir(): void {
    due.due(Math.max(SOON_MS, restUntilMs - performance.now()));
  }

  return {
    /** There may be something that the rules were not asked of. */
    stir,
    close: (): void => due.cancel(),
  };
}

/** Whether a pass ended because the case changed or was closed under it: the next one goes on. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof Failure && ['CANCELLED', 'VIEW_GONE', 'RULES_STOPPED'].includes(error.code)
  );
}
