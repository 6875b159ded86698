import { LEVELS, levelOf, type Level } from '#shared/model/level.ts';
import { formatTimeUtc } from '#shared/model/record.ts';
import { inForce } from '#shared/model/source.ts';
import type { JournalEntry } from '../../journal/index.ts';
import type { OpenCase } from '../../open-case.ts';
import type {
  CitedRecord,
  ReportCase,
  ReportHistogram,
  ReportIssue,
  ReportJournal,
  ReportSource,
  ReportTemplate,
} from './report-case.ts';

/** Bars of the picture of records over time. */
const SLICES = 72;
const JOURNAL_PAGE = 500;

/** What a report needs of an open case. Everything that is being read is waited for by nobody: it tells of what is there. */
export async function caseFacts(open: OpenCase, signal: AbortSignal): Promise<ReportCase> {
  const { name, zone, created } = open.info();
  const { records, levels, fromUs, toUs } = open.store.timeRange();
  const pins = await open.pins();
  const cited: CitedRecord[] = [];
  for (const { sourceId, ordinal } of pins) {
    cited.push(await citedRecord(open, sourceId, ordinal));
  }
  return {
    name,
    zone,
    created,
    reference: null,
    summary: null,
    severity: null,
    journal: await journalFacts(open),
    times: [],
    records,
    range: fromUs === null || toUs === null ? null : { from: iso(fromUs), to: iso(toUs) },
    levels: namedLevels(levels),
    histogram: records === 0 ? null : await histogram(open, signal),
    sources: open.sources().map(sourceFacts),
    custody: [],
    findings: [],
    pins: pins.map(({ note, author, at }, index) => ({ note, author, at, cites: index + 1 })),
    cited,
    issues: await issueFacts(open),
    templates: await templateFacts(open),
  };
}

const iso = (us: number): string => {
  const digits = us % 1_000_000 === 0 ? 0 : us % 1000 === 0 ? 3 : 6;
  return formatTimeUtc({ us, ns: 0, digits });
};
const isoOrNull = (us: number | null): string | null => (us === null ? null : iso(us));

function namedLevels(counts: readonly number[]): Partial<Record<Level, number>> {
  const named = LEVELS.map((level, code) => [level, counts[code] ?? 0] as const);
  return Object.fromEntries(named.filter(([, count]) => count > 0).reverse());
}

async function citedRecord(
  open: OpenCase,
  sourceId: number,
  ordinal: number,
): Promise<CitedRecord> {
  const { row, raw } = await open.store.record({ sourceId, ordinal });
  const source = open.sources().find(({ id }) => id === sourceId);
  return {
    source: source?.path ?? '',
    line: row.line,
    time: row.time === null ? null : formatTimeUtc(row.time),
    level: row.level,
    text: raw,
  };
}

async function journalFacts(open: OpenCase): Promise<ReportJournal> {
  const head = await open.journalHead();
  if (head === null) {
    return { entries: 0, head: '', at: open.info().created, authors: [], kinds: {} };
  }
  const entries: JournalEntry[] = [];
  for (let before: number | null = head.seq + 1; before !== null && before > 1;) {
    const page: JournalEntry[] = await open.journalList(before, JOURNAL_PAGE);
    entries.push(...page);
    before = page.at(-1)?.seq ?? null;
  }
  const kinds = new Map<string, number>();
  for (const { kind } of entries) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return {
    entries: head.seq,
    head: head.digest,
    at: head.at,
    authors: [...new Set(entries.map(({ author }) => author))].sort(),
    kinds: Object.fromEntries([...kinds].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

async function histogram(open: OpenCase, signal: AbortSignal): Promise<ReportHistogram | null> {
  const everything = { query: '', fromUs: null, toUs: null };
  const { viewId } = await open.store.search(everything, signal, () => {});
  const { slices, counts } = await open.store.histogram(viewId, null, null, SLICES);
  if (counts.every((count) => count === 0)) return null;
  return {
    from: iso(slices.fromUs),
    sliceSeconds: slices.widthUs / 1_000_000,
    slices: Array.from({ length: slices.buckets }, (_, at) =>
      namedLevels([...counts.subarray(at * LEVELS.length, (at + 1) * LEVELS.length)]),
    ),
  };
}

function sourceFacts(source: ReturnType<OpenCase['sources']>[number]): ReportSource {
  return {
    path: source.path,
    size: source.bytes,
    sha256: source.sha256,
    format: inForce({ detected: source.format, override: source.formatOverride }),
    zone: inForce({ detected: source.zone, override: source.zoneOverride }),
    shiftSeconds: source.shiftUs / 1_000_000,
    lines: source.lines,
    records: source.records,
    from: isoOrNull(source.fromUs),
    to: isoOrNull(source.toUs),
    problem: source.error?.message ?? null,
  };
}

async function issueFacts(open: OpenCase): Promise<ReportIssue[]> {
  const states = new Map((await open.issueStates()).map(({ key, state }) => [key, state]));
  return (await open.issues()).map((issue) => ({
    key: issue.key,
    title: issue.title,
    level: issue.level,
    state: states.get(issue.key) ?? '',
    count: issue.count,
    first: isoOrNull(issue.firstUs),
    last: isoOrNull(issue.lastUs),
  }));
}

async function templateFacts(open: OpenCase): Promise<ReportTemplate[]> {
  return [...(await open.templates())]
    .sort((a, b) => b.count - a.count || a.id - b.id)
    .map((template) => ({
      text: template.text,
      level: levelOf(template.levels.indexOf(Math.max(...template.levels))),
      count: template.count,
      first: isoOrNull(template.firstUs),
      last: isoOrNull(template.lastUs),
    }));
}
