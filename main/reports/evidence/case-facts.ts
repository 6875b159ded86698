import { LEVELS, levelOf, type Level } from '#shared/model/level.ts';
import { formatTimeUtc } from '#shared/model/record.ts';
import { inForce } from '#shared/model/source.ts';
import type { OpenCase } from '../../open-case.ts';
import { createCitedRecords } from './cited-records.ts';
import { custodyFacts } from './custody-facts.ts';
import { findingFacts, timeFacts } from './finding-facts.ts';
import { narrativeFacts } from './narrative-facts.ts';
import type {
  ReportCase,
  ReportHistogram,
  ReportIssue,
  ReportSource,
  ReportTemplate,
} from './report-case.ts';

/** Bars of the picture of records over time. */
const SLICES = 72;

/** What a report needs of an open case, as it stands: of a source that is being read, what was read of it. */
export async function caseFacts(open: OpenCase, signal: AbortSignal): Promise<ReportCase> {
  const { name, zone, created } = open.info();
  const { records, fromUs, toUs } = open.store.timeRange();
  const { reference, summary, severity } = await open.caseValues();
  const { entries, digest, at, authors, kinds } = await open.settledHead();
  const cited = createCitedRecords(open);
  const times = await timeFacts(open, cited);
  const findings = await findingFacts(open, cited);
  const pinned = await open.pinnedRecords();
  const pins = pinned.map(({ note, author, at, record }) => ({
    note,
    author,
    at,
    cites: cited.number(record),
  }));
  // Numbered last: who does not get the narrative does not get the records that it alone cites.
  const narrative = await narrativeFacts(open, cited);
  return {
    name,
    zone,
    created,
    reference: textOrNull(reference),
    label: await open.labelOf(null),
    summary: textOrNull(summary),
    severity: severity ?? null,
    journal: { entries, head: digest, at, authors, kinds },
    times,
    narrative,
    records,
    range: fromUs === null || toUs === null ? null : { from: iso(fromUs), to: iso(toUs) },
    levels: namedLevels(await open.store.levelCounts()),
    histogram: records === 0 ? null : await histogram(open, signal),
    sources: open.orderedSources().map(({ source }) => sourceFacts(source)),
    custody: custodyFacts(await open.custody(), open.sources()),
    findings,
    pins,
    cited: await cited.records(),
    issues: await issueFacts(open),
    templates: await templateFacts(open),
  };
}

const textOrNull = (text: string | undefined): string | null =>
  text === undefined || text.trim() === '' ? null : text;

/** RFC 3339 UTC with the fraction that is not zero. */
export function iso(us: number): string {
  const digits = us % 1_000_000 === 0 ? 0 : us % 1000 === 0 ? 3 : 6;
  return formatTimeUtc({ us, ns: 0, digits });
}
const isoOrNull = (us: number | null): string | null => (us === null ? null : iso(us));

function namedLevels(counts: readonly number[]): Partial<Record<Level, number>> {
  const named = LEVELS.map((level, code) => [level, counts[code] ?? 0] as const);
  return Object.fromEntries(named.filter(([, count]) => count > 0).reverse());
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
  const states = new Map((await open.issueValues()).map(({ key, state }) => [key, state]));
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
