import {
  inStreamOrder,
  neighboursIn,
  rotatedSets,
  startsIn,
  type RotatedSet,
} from '#shared/model/rotated-set.ts';
import type { JournalKind } from '#shared/model/journal-entry.ts';
import { inForce, type Duplicate } from '#shared/model/source.ts';
import type { SourceRow } from './case-operations.ts';
import type { Analysis } from './iq/index.ts';
import type { Knowledge } from './logstore/index.ts';

const ALONE = { previous: null, next: null };

/** The rotated logs among sources. */
export function setsOf(sources: readonly SourceRow[]): RotatedSet[] {
  return rotatedSets(sources.map((row) => ({ ...row, yearless: row.firstYear !== null })));
}

/** A duplicate with the path of the source that it is one of. */
export function namedDuplicate(duplicate: Duplicate | null, sources: readonly SourceRow[]) {
  if (duplicate === null) return null;
  const { kind, bytes, lines } = duplicate;
  return { kind, of: sources.find(({ id }) => id === duplicate.of)?.path ?? '', bytes, lines };
}

/** What the search threads are told of a case: how its sources are read and placed, and what records are folded into. */
export function knowledgeOf(
  sources: readonly SourceRow[],
  sets: readonly RotatedSet[],
  analysis: Analysis,
): Knowledge {
  const neighbours = neighboursIn(sets);
  const starts = startsIn(sets, sources);
  const places = new Map(
    inStreamOrder(
      sources.map(({ id }) => id),
      sets,
    ).map((id, place) => [id, place]),
  );
  return {
    sources: sources.map((source) => ({
      ...(neighbours.get(source.id) ?? ALONE),
      startUs: starts.get(source.id) ?? null,
      place: places.get(source.id) ?? source.id,
      id: source.id,
      path: source.path,
      format: source.format,
      definition: source.definition,
      zone: inForce({ detected: source.zone, override: source.zoneOverride }),
      yearHint: source.yearHint,
      mtimeUs: source.mtimeUs,
    })),
    templateOf: analysis.templateBySkeleton,
    issueOf: analysis.issueBySkeleton,
    issueKeys: analysis.issues.map((issue) => issue.key),
  };
}

/** Before anything was folded. */
export const NO_ANALYSIS: Analysis = {
  templates: [],
  issues: [],
  groupingProblems: [],
  templateBySkeleton: new Uint32Array(),
  issueBySkeleton: new Uint32Array(),
};

/** Whether records are folded into other issues after entries of these kinds. Who merges issues asks for it. */
export const regroups = (kinds: readonly JournalKind[]): boolean =>
  kinds.includes('issuePart.changed') ||
  kinds.includes('grouping.changed') ||
  kinds.includes('templateRule.changed') ||
  (kinds.includes('issue.changed') && kinds.includes('entry.undone'));
