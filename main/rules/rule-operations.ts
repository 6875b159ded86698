import { Failure } from '#shared/model/failure.ts';
import type { FieldValue } from '#shared/model/record.ts';
import type { RuleLevel } from '#shared/model/rule.ts';
import {
  attackOf,
  makeRuleSet,
  readRules,
  RuleRun,
  type Placeholders,
  type Rule,
  type RuleFinding,
  type RuleProblem,
  type RuleSet,
} from '../iq/rules/index.ts';
import type { SetHits, SetPlanInput } from '../logstore/index.ts';
import { ruleFiles, type RuleFile } from './rule-files.ts';

/** A rule as it is listed. */
export interface RuleFacts {
  readonly key: string;
  readonly hash: string;
  readonly id: string | null;
  readonly title: string;
  readonly description: string;
  readonly kind: Rule['kind'];
  readonly level: RuleLevel | null;
  readonly status: string | null;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
  readonly falsePositives: readonly string[];
  readonly file: string;
  readonly line: number;
  /** `windows / process_creation`; empty for a correlation. */
  readonly logSource: string;
  /** What is searched for; null for a correlation. */
  readonly query: string | null;
  readonly notes: readonly { readonly line: number | null; readonly message: string }[];
}

/** What files of rules hold. */
export interface LoadedRules {
  readonly rules: readonly RuleFacts[];
  readonly problems: readonly RuleProblem[];
}

/** Records that a rule found, in the order of time, a position a record. */
export interface PackedHits {
  readonly sourceIds: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly lines: Uint32Array;
  /** Microseconds UTC; NaN: no time. */
  readonly timesUs: Float64Array;
}

/** One time that a correlation's condition was met. */
export interface MatchFacts {
  readonly group: readonly { readonly field: string; readonly value: FieldValue }[];
  readonly value: number;
  readonly fromUs: number;
  readonly toUs: number;
  readonly records: number;
}

/** What one rule found in a case. */
export interface FindingFacts {
  readonly rule: RuleFacts;
  readonly count: number;
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  readonly hits: PackedHits;
  readonly matches: readonly MatchFacts[] | null;
}

/** What the thread that knows rules offers. */
export type RuleOperations = {
  /** Loads all rules of some paths and keeps them. */
  load(input: { paths: readonly string[] }): Promise<LoadedRules>;
  /** The text of a loaded rule; null: it is not loaded. */
  text(input: { key: string }): string | null;
  /** Reads rules that are not kept, as their author has written them so far. */
  check(input: { text: string }): LoadedRules;
  /** Starts a run over records of some formats: of the loaded rules, or of those of a text that is not kept. */
  begin(input: { run: number; formats: readonly string[]; text: string | null }): {
    formats: SetPlanInput['formats'];
    rules: number;
  };
  /** Takes in what was found in a block. */
  take(input: { run: number; blockId: number; hits: SetHits }): void;
  /** Forgets what was found in blocks that are no more. */
  dropBlocks(input: { run: number; blockIds: readonly number[] }): void;
  /** What was found so far; the run can go on. */
  found(input: { run: number }): FindingFacts[];
  /** Lets go of a run. */
  end(input: { run: number }): void;
};

/** What rules that are not kept are said to stand in. */
const DRAFT = 'draft';

/** Matches of a correlation that are told one by one. */
const MOST_MATCHES = 1000;

/** The operations of the rule thread. */
export function createRuleOperations(): RuleOperations {
  let rules: readonly Rule[] = [];
  let placeholders: Placeholders = new Map();
  const runs = new Map<number, RuleRun>();

  return {
    async load({ paths }) {
      const loaded = readAll(await ruleFiles(paths));
      ({ rules, placeholders } = loaded);
      const set = makeRuleSet(rules, placeholders);
      return { rules: usableOf(set).map(factsOf), problems: [...loaded.problems, ...set.problems] };
    },
    text: ({ key }) => rules.find((rule) => rule.key === key)?.text ?? null,
    check({ text }) {
      const read = readRules(DRAFT, text, placeholders);
      const set = makeRuleSet([...read.rules, ...rules], placeholders);
      return {
        rules: read.rules.map(factsOf),
        problems: [...read.problems, ...set.problems.filter(({ file }) => file === DRAFT)],
      };
    },
    begin({ run, formats, text }) {
      const set = text === null ? makeRuleSet(rules, placeholders) : draftSet(text);
      const started = new RuleRun(set, new Set(formats));
      runs.set(run, started);
      return { formats: started.queries, rules: usableOf(set).length };
    },
    take: ({ run, blockId, hits }) => begun(run).take(blockId, hits),
    dropBlocks: ({ run, blockIds }) => begun(run).drop(blockIds),
    found: ({ run }) => begun(run).found().map(findingOf),
    end({ run }) {
      runs.delete(run);
    },
  };

  /** Throws RULES_STOPPED for a run of a thread that ended. */
  function begun(run: number): RuleRun {
    const found = runs.get(run);
    if (found !== undefined) return found;
    throw new Failure('RULES_STOPPED', 'The thread that runs rules ended. Try it again.');
  }

  /** The rules of a text, and of those that are loaded the ones that it refers to. */
  function draftSet(text: string): RuleSet {
    const read = readRules(DRAFT, text, placeholders);
    const all = makeRuleSet([...read.rules, ...rules], placeholders);
    const needed = new Set<Rule>(read.rules);
    for (const rule of needed) {
      if (rule.kind !== 'correlation') continue;
      for (const ref of rule.rules) {
        const found = all.byRef.get(ref);
        if (found !== undefined) needed.add(found);
      }
    }
    return makeRuleSet([...needed], placeholders);
  }
}

function readAll(files: readonly RuleFile[]) {
  // Values of placeholders may stand in a file that is read after the rules that ask for them.
  const given = new Map<string, readonly string[]>();
  for (const { name, text } of files) {
    if (!text.includes('placeholders:')) continue;
    for (const [key, values] of readRules(name, text, given).placeholders) given.set(key, values);
  }
  const rules: Rule[] = [];
  const problems: RuleProblem[] = [];
  for (const { name, text } of files) {
    const read = readRules(name, text, given);
    rules.push(...read.rules);
    problems.push(...read.problems);
  }
  return { rules, problems, placeholders: given };
}

function usableOf(set: RuleSet): Rule[] {
  return [...set.detections, ...set.correlations];
}

function factsOf(rule: Rule): RuleFacts {
  const source = rule.kind === 'detection' ? rule.logSource : null;
  const parts = source === null ? [] : [source.product, source.category, source.service];
  return {
    key: rule.key,
    hash: rule.hash,
    id: rule.id,
    title: rule.title,
    description: rule.description,
    kind: rule.kind,
    level: rule.level,
    status: rule.status,
    ...attackOf(rule.tags),
    falsePositives: rule.falsePositives,
    file: rule.file,
    line: rule.line,
    logSource: parts.filter((part) => part !== null).join(' / '),
    query: rule.kind === 'detection' ? rule.query : null,
    notes: rule.notes,
  };
}

function findingOf({ rule, count, firstUs, lastUs, hits, matches }: RuleFinding): FindingFacts {
  return {
    rule: factsOf(rule),
    count,
    firstUs,
    lastUs,
    hits: {
      sourceIds: Uint32Array.from(hits, (hit) => hit.sourceId),
      ordinals: Uint32Array.from(hits, (hit) => hit.ordinal),
      lines: Uint32Array.from(hits, (hit) => hit.line),
      timesUs: Float64Array.from(hits, (hit) => hit.us),
    },
    matches:
      matches?.slice(0, MOST_MATCHES).map(({ group, value, events }) => ({
        group,
        value,
        fromUs: events[0]?.us ?? 0,
        toUs: events.at(-1)?.us ?? 0,
        records: events.length,
      })) ?? null,
  };
}
