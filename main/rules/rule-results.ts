import { createHash } from 'node:crypto';
import { inForce } from '#shared/model/source.ts';
import type { OpenCase } from '../open-case.ts';
import type { FindingFacts } from './rule-operations.ts';

/** What the rules of the profile found in a case when they were last run. */
export interface RuleResults {
  /** Rules that were run. */
  readonly rules: number;
  readonly findings: readonly FindingFacts[];
  /** Records that they were asked of. */
  readonly records: number;
  readonly seconds: number;
  /** False: there are records that they were not asked of yet. */
  readonly isWhole: boolean;
  /** What stood in the files of the rules, see `rulesHash`. */
  readonly ranRules: string;
}

/** Results as a case keeps them. */
export type KeptResults = NonNullable<Awaited<ReturnType<OpenCase['ruleResults']>>>;
type Sources = ReturnType<OpenCase['sources']>;
type Facts = Omit<FindingFacts, 'hits'>;

/** A source as it was read when the rules ran. */
interface Covered {
  readonly key: string;
  readonly how: string;
  readonly records: number;
}

type Header = Omit<RuleResults, 'findings'> & { readonly covers: readonly Covered[] };

/** Formats of a case's sources, each once. */
export function formatsOf(open: OpenCase): string[] {
  const formats = open
    .sources()
    .map(({ format, formatOverride }) => inForce({ detected: format, override: formatOverride }));
  return [...new Set(formats)].sort();
}

/** What stands for the state of the rules' files. */
export function rulesHash(state: string): string {
  return createHash('sha256').update(state).digest('hex');
}

/** The sources of a case as they are read now. */
export function coversOf(sources: Sources): Covered[] {
  return sources.map((source) => {
    const { format, definition, zone, zoneOverride, encoding, shiftUs } = source;
    const how = JSON.stringify([format, definition, zone, zoneOverride, encoding, shiftUs]);
    return { key: source.key, how: rulesHash(how), records: source.records };
  });
}

/** Makes results what a case keeps of them. */
export function keptFrom(
  { findings, ...rest }: RuleResults,
  covers: readonly Covered[],
): KeptResults {
  const header: Header = { ...rest, covers };
  return {
    header: JSON.stringify(header),
    findings: findings.map(({ hits, ...facts }) => ({
      key: facts.rule.key,
      facts: JSON.stringify(facts satisfies Facts),
      ...hits,
    })),
  };
}

/** Results that a case kept; null: sources were read otherwise or taken out since, so they name other records. */
export function resultsFrom(
  { header, findings }: KeptResults,
  sources: Sources,
): RuleResults | null {
  const { covers, ...rest }: Header = JSON.parse(header);
  const now = new Map(coversOf(sources).map((source) => [source.key, source]));
  const stands = covers.every(({ key, how, records }) => {
    const source = now.get(key);
    return source !== undefined && source.how === how && source.records >= records;
  });
  if (!stands) return null;
  return {
    ...rest,
    findings: findings.map(({ facts, sourceIds, ordinals, lines, timesUs }) => ({
      ...(JSON.parse(facts) as Facts),
      hits: { sourceIds, ordinals, lines, timesUs },
    })),
  };
}
