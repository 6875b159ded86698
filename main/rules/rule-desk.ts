import { Failure } from '#shared/model/failure.ts';
import { plainFinding, isTechnique, type FindingContent } from '#shared/model/finding.ts';
import type { RecordRef } from '#shared/model/record.ts';
import { NO_HITS, type RuleHits } from '../logstore/index.ts';
import type { OpenCase } from '../open-case.ts';
import type { RuleLibrary } from './rule-library.ts';
import type { FindingFacts, LoadedRules, RuleFacts } from './rule-operations.ts';
import {
  coversOf,
  formatsOf,
  keptFrom,
  resultsFrom,
  rulesHash,
  type KeptResults,
  type RuleResults,
} from './rule-results.ts';
import { createRuleWorker, type RulePass } from './rule-worker.ts';
import { createStandingRuns } from './standing-runs.ts';

/** Results, and what the log store was told of them. */
interface ShownResults {
  readonly results: RuleResults | null;
  readonly hits: RuleHits;
}

export type RuleDesk = ReturnType<typeof createRuleDesk>;

/** Records that a rule found for the first time. */
export interface FreshHit {
  readonly rule: RuleFacts;
  readonly records: number;
}

/** What one run came to, and what of it is new. */
export interface RuleRound {
  readonly results: RuleResults;
  readonly fresh: readonly FreshHit[];
}

const NO_RULES: LoadedRules = { rules: [], problems: [] };
const MOST_CITED = 60;
/** Keeping results takes a twentieth of the time at most, however many there are. */
const KEEP_SHARE = 20;

/** Rules as an analyst works with them: those of her profile, loaded, run over the open case, tried while they are written. */
export function createRuleDesk(library: RuleLibrary) {
  const worker = createRuleWorker();
  const known = new WeakMap<OpenCase, ShownResults>();
  const standing = createStandingRuns(worker);
  const keptUntilMs = new WeakMap<OpenCase, number>();
  let loaded: { state: string; rules: Promise<LoadedRules> } | null = null;
  // Runs take turns: what one has asked the next need not.
  let turn: Promise<unknown> = Promise.resolve();

  /** All rules of the profile that are used, read again when their files changed; `hash` stands for their state. */
  async function current(): Promise<LoadedRules & { hash: string }> {
    // A look at every file: once a pass, not once a question.
    const state = await library.state();
    // A profile without rules starts no thread, which would be there, with 20 MB, for as long as the app is.
    if (state === '' && loaded === null) return { ...NO_RULES, hash: rulesHash(state) };
    if (loaded?.state !== state) {
      const rules = worker.load(state === '' ? [] : await library.used());
      loaded = { state, rules };
      rules.catch(() => {
        loaded = null;
      });
    }
    return { ...(await loaded.rules), hash: rulesHash(state) };
  }

  async function list(): Promise<LoadedRules> {
    const { rules, problems } = await current();
    return { rules, problems };
  }

  /** What was found last, also before the case was closed; null: the rules were not run, or records were read anew since. */
  async function last(open: OpenCase): Promise<RuleResults | null> {
    let shown = known.get(open);
    if (shown === undefined) {
      shown = { results: null, hits: NO_HITS };
      const kept = await open.ruleResults();
      const results = kept === null ? null : resultsFrom(kept, open.sources());
      if (results !== null) shown = await show(open, results);
      known.set(open, known.get(open) ?? shown);
    }
    return open.store.ruleHits() === shown.hits ? shown.results : null;
  }

  async function show(open: OpenCase, results: RuleResults): Promise<ShownResults> {
    const shown = { results, hits: hitsOf(results.findings) };
    await open.store.knowHits(shown.hits);
    known.set(open, shown);
    return shown;
  }

  /** What is not kept because it was kept a moment ago is found again when the case is opened. */
  async function keepResults(open: OpenCase, results: KeptResults): Promise<void> {
    const now = performance.now();
    if (now < (keptUntilMs.get(open) ?? 0)) return;
    await open.keepRuleResults(results);
    const tookMs = performance.now() - now;
    keptUntilMs.set(open, now + KEEP_SHARE * tookMs);
  }

  async function runNow(open: OpenCase, pass: RulePass): Promise<RuleRound> {
    const { hash: rules } = await current();
    await last(open);
    const before = known.get(open)?.results ?? null;
    const started = performance.now();
    const run = await standing.of(open, rules);
    const covers = coversOf(open.sources());
    const outcome = await run.goOn(open.store, pass).catch((error: unknown) => {
      if (!(error instanceof Failure) || error.code !== 'CANCELLED') standing.forget(open);
      throw error;
    });
    const seconds = (performance.now() - started) / 1000;
    const results = { ...outcome, seconds, ranRules: rules };
    const fresh = freshOf(before, results);
    await show(open, results);
    if (fresh.length > 0 || before?.ranRules !== rules || before.isWhole !== results.isWhole) {
      await keepResults(open, keptFrom(results, covers));
    }
    return { results, fresh };
  }

  function run(open: OpenCase, pass: RulePass): Promise<RuleRound> {
    const running = turn.then(() => runNow(open, pass));
    turn = running.catch(() => {});
    return running;
  }

  async function isCaughtUp(open: OpenCase, rules: string): Promise<boolean> {
    const found = await last(open);
    return (
      found !== null &&
      found.isWhole &&
      found.records === open.store.timeRange().records &&
      found.ranRules === rules
    );
  }

  async function findingOf(open: OpenCase, key: string): Promise<FindingFacts> {
    const found = (await last(open))?.findings.find(({ rule }) => rule.key === key);
    if (found === undefined) {
      throw new Failure(
        'RULE_NOT_RUN',
        'The records were read anew since the rules ran. Run them again.',
        { key },
      );
    }
    return found;
  }

  return {
    list,
    last,
    text: async (key: string): Promise<string> => {
      await list();
      const text = await worker.text(key);
      if (text === null) throw new Failure('RULES_GONE', 'This rule is not loaded any more.');
      return text;
    },
    /** What is wrong with rules that are not kept, and what they would be. */
    async check(text: string): Promise<LoadedRules> {
      await list();
      return worker.check(text);
    },
    /**
     * Runs all rules over the records of a case that they were not asked of yet; what they find is then found by
     * `detected:KEY`. Throws CANCELLED.
     */
    run,
    /** The same; null: all rules were asked of all records that the case has now, or there is no rule. Throws CANCELLED. */
    async catchUp(open: OpenCase, pass: RulePass): Promise<RuleRound | null> {
      const { rules, hash } = await current();
      return rules.length === 0 || (await isCaughtUp(open, hash)) ? null : run(open, pass);
    },
    /** Whether all rules were asked of all records that the case has now. */
    isUpToDate: async (open: OpenCase): Promise<boolean> =>
      isCaughtUp(open, (await current()).hash),
    /** Runs rules that are not kept over a case. Throws CANCELLED. */
    async tryOut(open: OpenCase, text: string, signal: AbortSignal): Promise<FindingFacts[]> {
      await list();
      const { findings } = await worker.tryOut(open.store, formatsOf(open), text, { signal });
      return findings.filter(({ rule }) => rule.file === 'draft');
    },
    /** Makes what a rule found a finding of the case. Throws RULE_NOT_RUN. */
    async keep(open: OpenCase, key: string): Promise<void> {
      const { content, refs } = asFinding(await findingOf(open, key));
      await open.keepFinding({ ...content, citations: await open.cite(refs) });
    },
    close: (): Promise<void> => worker.close(),
  };
}

/** The query that finds what a rule found, once the rules ran. */
export function detectedQuery(key: string): string {
  return `detected:${/^[\w-]+$/.test(key) ? key : JSON.stringify(key)}`;
}

/** What rules found that they had not found before. */
function freshOf(before: RuleResults | null, now: RuleResults): FreshHit[] {
  const counts = new Map(before?.findings.map(({ rule, count }) => [rule.key, count]));
  return now.findings.flatMap(({ rule, count }) => {
    const records = count - (counts.get(rule.key) ?? 0);
    return records > 0 ? [{ rule, records }] : [];
  });
}

/** Hits of all rules as the log store is told of them. */
function hitsOf(findings: readonly FindingFacts[]): RuleHits {
  const sources = new Map<number, (readonly [ordinal: number, rule: number])[]>();
  findings.forEach(({ hits: { sourceIds, ordinals } }, rule) => {
    sourceIds.forEach((sourceId, at) => {
      const list = sources.get(sourceId) ?? [];
      sources.set(sourceId, list);
      list.push([ordinals[at] ?? 0, rule]);
    });
  });
  if (findings.length === 0) return { ...NO_HITS };
  return {
    keys: findings.map(({ rule }) => rule.key),
    sources: [...sources].map(([sourceId, list]) => {
      list.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      return {
        sourceId,
        ordinals: Uint32Array.from(list, ([ordinal]) => ordinal),
        rules: Uint32Array.from(list, ([, rule]) => rule),
      };
    }),
  };
}

/** What a rule found as a finding says it, and the records that it is to cite: the first, the last, and some between. */
function asFinding({ rule, count, firstUs, lastUs, hits }: FindingFacts): {
  content: Omit<FindingContent, 'citations'>;
  refs: RecordRef[];
} {
  const all = Array.from(hits.ordinals, (ordinal, at) => ({
    sourceId: hits.sourceIds[at] ?? 0,
    ordinal,
  }));
  const step = Math.max(1, all.length / MOST_CITED);
  const refs = Array.from(
    { length: Math.min(all.length, MOST_CITED) },
    (_, at) => all[Math.min(all.length - 1, Math.round(at * step))],
  ).filter((ref) => ref !== undefined);
  return {
    content: {
      ...plainFinding('observation', rule.title),
      text: textOf(rule),
      figures: [
        {
          name: rule.kind === 'correlation' ? 'times its condition was met' : 'records found',
          value: count,
          unit: null,
        },
        ...(rule.level === null
          ? []
          : [{ name: 'level of the rule', value: rule.level, unit: null }]),
      ],
      techniques: rule.techniques.filter(isTechnique),
      time: firstUs === null ? null : { fromUs: firstUs, toUs: lastUs },
      origin: { by: 'analysis', name: `rule ${rule.id ?? rule.key}`.slice(0, 300) },
    },
    refs,
  };
}

function textOf(rule: RuleFacts): string {
  const lines = [rule.description.trim()];
  if (rule.query !== null) lines.push('', `Searched for: \`${rule.query.replaceAll('`', "'")}\``);
  if (rule.falsePositives.length > 0) {
    lines.push(
      '',
      'Known to be met without an attack:',
      ...rule.falsePositives.map((one) => `- ${one}`),
    );
  }
  lines.push('', `Rule: ${rule.file}, SHA-256 ${rule.hash}`);
  return lines.join('\n').trim();
}
