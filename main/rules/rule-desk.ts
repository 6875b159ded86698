import { Failure } from '#shared/model/failure.ts';
import { plainFinding, isTechnique, type FindingContent } from '#shared/model/finding.ts';
import type { RecordRef } from '#shared/model/record.ts';
import { inForce } from '#shared/model/source.ts';
import { NO_HITS, type RuleHits } from '../logstore/index.ts';
import type { OpenCase } from '../open-case.ts';
import type { RuleLibrary } from './rule-library.ts';
import type { FindingFacts, LoadedRules, RuleFacts } from './rule-operations.ts';
import { createRuleWorker } from './rule-worker.ts';

/** What the rules of the profile found in a case when they were last run. */
export interface RuleResults {
  /** Rules that were run. */
  readonly rules: number;
  readonly findings: readonly FindingFacts[];
  /** Records that the case had. */
  readonly records: number;
  readonly seconds: number;
}

interface Kept {
  readonly results: RuleResults;
  readonly hits: RuleHits;
}

const MOST_CITED = 60;

export type RuleDesk = ReturnType<typeof createRuleDesk>;

/** Rules as an analyst works with them: those of her profile, loaded, run over the open case, tried while they are written. */
export function createRuleDesk(library: RuleLibrary) {
  const worker = createRuleWorker();
  const kept = new WeakMap<OpenCase, Kept>();
  let loaded: { state: string; rules: Promise<LoadedRules> } | null = null;

  /** All rules of the profile, read again when their files changed. */
  async function list(): Promise<LoadedRules> {
    const state = await library.state();
    if (loaded?.state !== state) {
      const rules = state === '' ? emptied() : worker.load([library.folder]);
      loaded = { state, rules };
      rules.catch(() => {
        loaded = null;
      });
    }
    return loaded.rules;
  }

  async function emptied(): Promise<LoadedRules> {
    await worker.load([]);
    return { rules: [], problems: [] };
  }

  /** What was found last; null: the rules were not run, or records were read anew since. */
  function last(open: OpenCase): RuleResults | null {
    const found = kept.get(open);
    return found === undefined || open.store.ruleHits() !== found.hits ? null : found.results;
  }

  async function findingOf(open: OpenCase, key: string): Promise<FindingFacts> {
    const found = last(open)?.findings.find(({ rule }) => rule.key === key);
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
    /** Runs all rules over a case; its records are then found by `detected:KEY`. Throws CANCELLED. */
    async run(
      open: OpenCase,
      signal: AbortSignal,
      progress: (done: number, of: number) => void,
    ): Promise<RuleResults> {
      await list();
      const started = performance.now();
      const { records } = open.store.timeRange();
      const { rules, findings } = await worker.run(open.store, formatsOf(open), signal, progress);
      const hits = hitsOf(findings);
      await open.store.knowHits(hits);
      const seconds = (performance.now() - started) / 1000;
      const results = { rules, findings, records, seconds };
      kept.set(open, { results, hits });
      return results;
    },
    /** Runs rules that are not kept over a case. Throws CANCELLED. */
    async tryOut(open: OpenCase, text: string, signal: AbortSignal): Promise<FindingFacts[]> {
      await list();
      const { findings } = await worker.tryOut(open.store, formatsOf(open), text, signal);
      return findings.filter(({ rule }) => rule.file === 'draft');
    },
    /** Makes what a rule found a finding of the case. Throws RULE_NOT_RUN. */
    async keep(open: OpenCase, key: string, id: string): Promise<void> {
      const { content, refs } = asFinding(await findingOf(open, key));
      const citations = await open.cite(refs);
      await open.append({ kind: 'finding.added', payload: { id, ...content, citations } });
    },
    close: (): Promise<void> => worker.close(),
  };
}

function formatsOf(open: OpenCase): string[] {
  const formats = open
    .sources()
    .map(({ format, formatOverride }) => inForce({ detected: format, override: formatOverride }));
  return [...new Set(formats)];
}

/** The query that finds what a rule found, once the rules ran. */
export function detectedQuery(key: string): string {
  return `detected:${/^[\w-]+$/.test(key) ? key : JSON.stringify(key)}`;
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
