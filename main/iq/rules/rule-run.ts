import type { FieldValue } from '#shared/model/record.ts';
import type { SetHits, SetPlanInput } from '../../logstore/index.ts';
import { correlate, type CorrelationMatch, type RuleEvent } from './correlate.ts';
import type { Rule } from './rule.ts';
import { setQueries, wantedFields, type RuleSet } from './rule-set.ts';

/** A record that a rule found. */
export interface RuleHit {
  readonly sourceId: number;
  readonly ordinal: number;
  readonly line: number;
  /** Microseconds UTC; NaN: the record has no time. */
  readonly us: number;
}

/** What one rule found. */
export interface RuleFinding {
  readonly rule: Rule;
  /** Records, or for a correlation the times that its condition was met. */
  readonly count: number;
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  /** In the order of time. */
  readonly hits: readonly RuleHit[];
  readonly matches: readonly CorrelationMatch[] | null;
}

interface Found extends RuleHit {
  readonly values: readonly FieldValue[];
}

/** A run of all rules of a set over the records of some formats. It can go on when there are more records. */
export class RuleRun {
  /** What to ask of the records. */
  readonly queries: SetPlanInput['formats'];
  private readonly set: RuleSet;
  private readonly byBlock = new Map<number, SetHits>();

  constructor(set: RuleSet, formats: ReadonlySet<string>) {
    this.set = set;
    this.queries = setQueries(set, formats);
  }

  /** Takes in what the queries found in a block. */
  take(blockId: number, hits: SetHits): void {
    this.byBlock.set(blockId, hits);
  }

  /** Forgets what was found in blocks that are no more: their records stand in others. */
  drop(blockIds: readonly number[]): void {
    for (const id of blockIds) this.byBlock.delete(id);
  }

  private foundByRule(): Found[][] {
    const found: Found[][] = this.set.detections.map(() => []);
    for (const { sourceId, ids, ordinals, timesUs, lines, values } of this.byBlock.values()) {
      for (let i = 0; i < ids.length; i++) {
        found[ids[i] ?? 0]?.push({
          sourceId,
          ordinal: ordinals[i] ?? 0,
          us: timesUs[i] ?? Number.NaN,
          line: lines[i] ?? 0,
          values: values[i] ?? [],
        });
      }
    }
    return found;
  }

  /** What the rules found so far, correlations over it too; rules that found nothing are not named. */
  found(): RuleFinding[] {
    const { set } = this;
    const found = this.foundByRule();
    const wanted = wantedFields(set);
    const events = new Map<string, readonly RuleEvent[]>();
    const findings: RuleFinding[] = [];
    set.detections.forEach((rule, at) => {
      const hits = (found[at] ?? []).sort(inTime);
      const fields = wanted.get(rule.key);
      if (fields !== undefined) {
        events.set(
          rule.key,
          hits.flatMap((hit) => eventOf(hit, fields)),
        );
      }
      if (hits.length > 0) {
        findings.push({ rule, count: hits.length, ...spanOf(hits), hits, matches: null });
      }
    });
    const lineOf = linesOf(found);
    for (const rule of set.correlations) {
      const inputs = rule.rules.map((ref) => ({
        rule: ref,
        events: events.get(set.byRef.get(ref)?.key ?? '') ?? [],
      }));
      const matches = correlate(rule, inputs);
      events.set(
        rule.key,
        matches.flatMap(({ events: of }) => of.slice(-1)),
      );
      if (matches.length === 0) continue;
      const hits = hitsOf(matches, lineOf);
      findings.push({ rule, count: matches.length, ...spanOf(hits), hits, matches });
    }
    return findings.filter(({ rule }) => !set.silent.has(rule.key));
  }
}

function inTime(a: RuleHit, b: RuleHit): number {
  const one = Number.isNaN(a.us) ? Number.MAX_SAFE_INTEGER : a.us;
  const other = Number.isNaN(b.us) ? Number.MAX_SAFE_INTEGER : b.us;
  return one - other || a.sourceId - b.sourceId || a.ordinal - b.ordinal;
}

/** Records without a time cannot be correlated. */
function eventOf({ us, sourceId, ordinal, values }: Found, fields: readonly string[]): RuleEvent[] {
  if (Number.isNaN(us)) return [];
  return [{ us, sourceId, ordinal, field: (name) => values[fields.indexOf(name)] ?? null }];
}

function spanOf(hits: readonly RuleHit[]): { firstUs: number | null; lastUs: number | null } {
  const timed = hits.filter(({ us }) => !Number.isNaN(us));
  return { firstUs: timed[0]?.us ?? null, lastUs: timed.at(-1)?.us ?? null };
}

function linesOf(found: readonly (readonly Found[])[]): (event: RuleEvent) => number {
  let lines: Map<string, number> | null = null;
  return ({ sourceId, ordinal }) => {
    if (lines === null) {
      lines = new Map();
      for (const hits of found) {
        for (const hit of hits) lines.set(`${hit.sourceId}:${hit.ordinal}`, hit.line);
      }
    }
    return lines.get(`${sourceId}:${ordinal}`) ?? 0;
  };
}

/** The records of all matches, each once. */
function hitsOf(
  matches: readonly CorrelationMatch[],
  lineOf: (event: RuleEvent) => number,
): RuleHit[] {
  const hits = new Map<string, RuleHit>();
  for (const { events } of matches) {
    for (const event of events) {
      const { us, sourceId, ordinal } = event;
      hits.set(`${sourceId}:${ordinal}`, { us, sourceId, ordinal, line: lineOf(event) });
    }
  }
  return [...hits.values()].sort(inTime);
}
