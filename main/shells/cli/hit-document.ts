import { utcOf } from '#shared/model/utc-time.ts';
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
    first: utcOf(firstUs),
    last: utcOf(lastUs),
    records: Array.from({ length: Math.min(limit, lines.length) }, (_, at) => ({
      source: paths.get(sourceIds[at] ?? 0) ?? '',
      line: lines[at] ?? 0,
      time: utcOf(timesUs[at] ?? Number.NaN),
    })),
    matches:
      matches?.map(({ group, value, fromUs, toUs, records }) => ({
        group: Object.fromEntries(group.map((part) => [part.field, part.value])),
        value,
        from: utcOf(fromUs),
        to: utcOf(toUs),
        records,
      })) ?? null,
  };
}
