import type { Issue } from '#shared/model/issue.ts';
import type { Template } from '#shared/model/template.ts';
import { LEVELS, levelOf } from '#shared/model/level.ts';
import { formatTimeUtc } from '#shared/model/record.ts';
import { formatShift } from '#shared/model/shift.ts';
import { inForce, type Duplicate } from '#shared/model/source.ts';
import type { SourceRow } from '../../case-operations.ts';
import type { OpenCase } from '../../open-case.ts';
import type { Sighting } from '../../templates/index.ts';

/** What `analyze --json` prints. Its shape is documented in docs/command-line.md and stays. */
export interface AnalysisDocument {
  readonly sources: readonly SourceDocument[];
  readonly records: number;
  readonly levels: Readonly<Record<string, number>>;
  readonly templates: readonly TemplateDocument[];
  readonly issues: readonly IssueDocument[];
  readonly seconds: number;
}

export interface SourceDocument {
  readonly path: string;
  readonly format: string;
  readonly encoding: string;
  readonly zone: string;
  /** What its clock was set right by, see `formatShift`; `0`: nothing. Its times have it added. */
  readonly shift: string;
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  readonly unparsed: number;
  /** Formats beside that of the source by which some of its records are read, commonest first. */
  readonly others: readonly { readonly format: string; readonly records: number }[];
  /** Times that go back from one record to the next (they are shown where they belong), and how far at most. */
  readonly outOfOrder: { readonly count: number; readonly most: string };
  readonly from: string | null;
  readonly to: string | null;
  readonly sha256: string | null;
  /** Path of the rotated log that it is a file of; the files of one log stand together, oldest first. */
  readonly log: string | null;
  /** What of it is not counted because the source `of` has it byte for byte, see `Duplicate`. */
  readonly duplicate: DuplicateDocument | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface DuplicateDocument {
  readonly kind: Duplicate['kind'];
  readonly of: string;
  readonly bytes: number;
  readonly lines: number;
}

export interface TemplateDocument {
  readonly id: number;
  readonly template: string;
  /** What the analyst calls it. */
  readonly name: string | null;
  readonly count: number;
  readonly level: string;
  readonly first: string | null;
  readonly last: string | null;
  /** Earlier cases in which it stood, or one of the same words. */
  readonly seen: readonly SightingDocument[];
}

interface SightingDocument {
  readonly path: string;
  readonly case: string;
  readonly last: string | null;
  readonly count: number;
  readonly likeness: 'same' | 'words' | 'alike';
}

export interface IssueDocument {
  readonly id: string;
  readonly title: string;
  readonly level: string;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly sources: readonly string[];
}

/** RFC 3339 UTC with the microseconds that are not zero; null: no time. */
export function timeText(us: number | null): string | null {
  if (us === null) return null;
  const digits = us % 1_000_000 === 0 ? 0 : us % 1000 === 0 ? 3 : 6;
  return formatTimeUtc({ us, ns: 0, digits });
}

/**
 * Everything known of an open case, and of what could not be read into it.
 * @param skippedBefore number of what was last skipped before the command began: that is not told again
 */
export async function analysisDocument(
  open: OpenCase,
  seconds: number,
  skippedBefore = 0,
): Promise<AnalysisDocument> {
  const { records } = open.store.timeRange();
  const levels = await open.store.levelCounts();
  return {
    sources: [
      ...open
        .orderedSources()
        .map(({ source, log, duplicate }) => sourceDocument(source, log?.path ?? null, duplicate)),
      ...(await skippedDocuments(open, skippedBefore)),
    ],
    records,
    levels: Object.fromEntries(
      LEVELS.map((level, code) => [level, levels[code] ?? 0] as const)
        .filter(([, count]) => count > 0)
        .reverse(),
    ),
    templates: await templateDocuments(open),
    issues: await issueDocuments(open),
    seconds,
  };
}

function sourceDocument(
  source: SourceRow,
  log: string | null,
  duplicate: DuplicateDocument | null,
): SourceDocument {
  return {
    path: source.path,
    format: inForce({ detected: source.format, override: source.formatOverride }),
    encoding: inForce({ detected: source.encoding, override: source.encodingOverride }),
    zone: inForce({ detected: source.zone, override: source.zoneOverride }),
    shift: formatShift(source.shiftUs),
    bytes: source.bytes,
    lines: source.lines,
    records: source.records,
    unparsed: source.unparsed,
    others: source.others,
    outOfOrder: { count: source.back, most: formatShift(source.backUs).replace('+', '') },
    from: timeText(source.fromUs),
    to: timeText(source.toUs),
    sha256: source.sha256,
    log,
    duplicate,
    error:
      source.error === null ? null : { code: source.error.code, message: source.error.message },
  };
}

async function skippedDocuments(open: OpenCase, before: number): Promise<SourceDocument[]> {
  const fresh = (await open.skipped()).filter(({ id }) => id > before);
  return fresh.map(({ path, code, message }) => ({
    path,
    format: '',
    encoding: '',
    zone: '',
    shift: '0',
    bytes: 0,
    lines: 0,
    records: 0,
    unparsed: 0,
    others: [],
    outOfOrder: { count: 0, most: '0' },
    from: null,
    to: null,
    sha256: null,
    log: null,
    duplicate: null,
    error: { code, message },
  }));
}

/** Templates, commonest first. */
export async function templateDocuments(
  open: OpenCase,
  seenOf: (template: Template) => readonly Sighting[] = () => [],
): Promise<TemplateDocument[]> {
  return (await open.templates()).map((template) => ({
    id: template.id,
    template: template.text,
    name: template.name,
    count: template.count,
    level: commonestLevel(template.levels),
    first: timeText(template.firstUs),
    last: timeText(template.lastUs),
    seen: seenOf(template).map(({ lastUs, ...one }) => ({ ...one, last: timeText(lastUs) })),
  }));
}

/** Issues, gravest first. */
async function issueDocuments(open: OpenCase): Promise<IssueDocument[]> {
  const paths = new Map(open.sources().map(({ id, path }) => [id, path]));
  return (await open.issues()).map((issue) => issueDocument(issue, paths));
}

/** An issue as every command prints it. */
export function issueDocument(issue: Issue, paths: ReadonlyMap<number, string>): IssueDocument {
  return {
    id: issue.key,
    title: issue.title,
    level: issue.level,
    count: issue.count,
    first: timeText(issue.firstUs),
    last: timeText(issue.lastUs),
    sources: [...issue.sources.keys()].map((id) => paths.get(id) ?? ''),
  };
}

function commonestLevel(levels: readonly number[]): string {
  return levelOf(levels.indexOf(Math.max(...levels)));
}
