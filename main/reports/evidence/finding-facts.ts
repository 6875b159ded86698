import { timeContradictions } from '#shared/model/incident-order.ts';
import { INCIDENT_TIMES, type KnownTime } from '#shared/model/incident-times.ts';
import { formatTimeUtc } from '#shared/model/record.ts';
import type { OpenCase } from '../../open-case.ts';
import type { CitedRecords } from './cited-records.ts';
import type { ReportFinding, ReportTime } from './report-case.ts';

/** What the analysts found, in the order of time, undated ones last. */
export async function findingFacts(open: OpenCase, cited: CitedRecords): Promise<ReportFinding[]> {
  const findings = [...(await open.findings())].sort(
    (a, b) =>
      (a.time?.fromUs ?? Number.MAX_SAFE_INTEGER) - (b.time?.fromUs ?? Number.MAX_SAFE_INTEGER),
  );
  return findings.map((finding) => ({
    title: finding.title,
    kind: finding.kind,
    confidence: finding.confidence,
    author: finding.author,
    at: finding.addedAt,
    from: isoOrNull(finding.time?.fromUs ?? null),
    to: isoOrNull(finding.time?.toUs ?? null),
    text: finding.text,
    assets: finding.assets,
    techniques: finding.techniques,
    figures: finding.figures.map(({ name, value, unit }) => ({
      name,
      value: unit === null ? String(value) : `${value} ${unit}`,
    })),
    cites: finding.citations.map((citation) => cited.number(citation)),
  }));
}

/** The times of the incident that are known, in the order in which they usually come. */
export async function timeFacts(open: OpenCase, cited: CitedRecords): Promise<ReportTime[]> {
  const times = await open.incidentTimes();
  const wrong = timeContradictions((name) => times[name]);
  const titles = new Map((await open.findings()).map(({ id, title }) => [id, title]));
  return INCIDENT_TIMES.flatMap((name) => {
    const time = times[name];
    if (time === null) return [];
    const { provenance } = time;
    return [
      {
        name,
        at: iso(time.us),
        within: time.withinUs === 0 ? null : spanText(time.withinUs),
        basis: [basisOf(provenance, titles), time.note].filter((part) => part !== '').join('. '),
        cites: provenance.by === 'record' ? cited.number(provenance.record) : null,
        contradicts: wrong.filter(({ later }) => later === name).map(({ earlier }) => earlier),
        author: time.author,
        setAt: time.setAt,
      },
    ];
  });
}

function basisOf(provenance: KnownTime['provenance'], titles: ReadonlyMap<string, string>): string {
  switch (provenance.by) {
    case 'record':
      return 'Record';
    case 'finding':
      return `Finding: ${titles.get(provenance.id) ?? 'not in the case any more'}`;
    case 'statement':
      return [provenance.who, provenance.text].filter((part) => part !== '').join(': ');
  }
}

function spanText(us: number): string {
  const seconds = us / 1_000_000;
  if (seconds >= 3600) return `${Math.round(seconds / 360) / 10} h`;
  if (seconds >= 60) return `${Math.round(seconds / 6) / 10} min`;
  return `${seconds} s`;
}

function iso(us: number): string {
  return formatTimeUtc({ us, ns: 0, digits: us % 1_000_000 === 0 ? 0 : 6 });
}

const isoOrNull = (us: number | null): string | null => (us === null ? null : iso(us));
