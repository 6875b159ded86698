import type { OpenCase } from '../../open-case.ts';
import type { FindingFacts } from '../../rules/index.ts';

/** What a rule found as `--json` tells it. @param limit records that are named at most */
export function hitDocument(open: OpenCase, finding: FindingFacts, limit: number) {
  const { rule, count, firstUs, lastUs, hits, matches } = finding;
  const paths = new Map(open.sources().map(({ id, path }) => [id, path]));
  const { sourceIds, lines, timesUs } = hits;
  return {
    id: rule.id ?? rule.key,
    title: rule.title,
    kind: rule.kind,
    level: rule.level,
    status: rule.status,
    techniques: rule.techniques,
    tactics: rule.tactics,
    file: rule.file,
    hash: rule.hash,
    count,
    first: timeOf(firstUs),
    last: timeOf(lastUs),
    records: Array.from({ length: Math.min(limit, lines.length) }, (_, at) => ({
      source: paths.get(sourceIds[at] ?? 0) ?? '',
      line: lines[at] ?? 0,
      time: timeOf(timesUs[at] ?? Number.NaN),
    })),
    matches:
      matches?.map(({ group, value, fromUs, toUs, records }) => ({
        group: Object.fromEntries(group.map((part) => [part.field, part.value])),
        value,
        from: timeOf(fromUs),
        to: timeOf(toUs),
        records,
      })) ?? null,
  };
}

/** RFC 3339 in UTC to the microsecond; null: there is none. */
export function timeOf(us: number | null): string | null {
  if (us === null || Number.isNaN(us)) return null;
  const millis = Math.floor(us / 1000);
  const rest = String(us - millis * 1000).padStart(3, '0');
  return new Date(millis).toISOString().replace('Z', `${rest}Z`);
}
