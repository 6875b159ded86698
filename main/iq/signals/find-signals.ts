import type { Signal } from '#shared/model/signal.ts';
import { fieldCondition } from '#shared/query/index.ts';
import { brokenSequences } from './broken-sequences.ts';
import type { Candidate } from './candidate.ts';
import { drifts } from './drifts.ts';
import { missedBeats } from './heartbeats.ts';
import { withUnits } from './one-of-many.ts';
import { valueChanges } from './one-value.ts';
import { rateChanges } from './rate-changes.ts';
import { sentenceOf } from './signal-sentence.ts';
import type { SignalTables, Subject } from './signal-tables.ts';
import { subjectSeries } from './subject-series.ts';
import { falseDiscoveryRates, probabilityOf, TOLD_BELOW, TOLD_FROM } from './surprise.ts';

const FEWEST_LOOKED = 8;

/**
 * Every change in the tables that chance does not explain, the most certain first. Pure: the same tables give the
 * same signals. On tables in which nothing changed, at least 19 of 20 give none (`npm run bench:signals`).
 */
export function findSignals(tables: SignalTables): Signal[] {
  const changes = withUnits(tables, rateChanges(subjectSeries(tables), tables.slices));
  const candidates = [
    ...changes,
    ...valueChanges(
      tables,
      changes.filter(({ lnP }) => lnP <= TOLD_BELOW),
    ),
    ...missedBeats(tables),
    ...drifts(tables),
    ...brokenSequences(tables),
  ];
  // What is too rare to be found changed is not looked at, and makes nothing else less certain (Tarone 1990).
  const looked = [...tables.subjects.values()].filter(({ count }) => count >= FEWEST_LOOKED).length;
  const rates = falseDiscoveryRates(candidates.map(({ lnP }) => lnP));
  const signals = candidates.flatMap((candidate, at) => {
    const subject = subjectOf(candidate, tables);
    if (subject === null) return [];
    const score = probabilityOf(candidate.lnP, subject.level, looked);
    if (score < TOLD_FROM || candidate.lnP > TOLD_BELOW) return [];
    return [toSignal(candidate, subject, score, rates[at] ?? 1, tables)];
  });
  return withoutRepeats(signals).sort(
    (a, b) => b.score - a.score || a.sinceUs - b.sinceUs || (a.id < b.id ? -1 : 1),
  );
}

function subjectOf(candidate: Candidate, tables: SignalTables): Subject | null {
  if (candidate.kind !== 'silence') {
    const subject = tables.subjects.get(candidate.subject) ?? null;
    return subject === null || candidate.within === undefined
      ? subject
      : narrowed(subject, candidate.within);
  }
  const source = tables.sources.find(({ id }) => id === candidate.sources[0]);
  if (source === undefined) return null;
  return {
    kind: 'source',
    code: 0,
    id: String(source.id),
    title: candidate.unit ?? source.path,
    level: 'unknown',
    query: `source:"${source.path.replaceAll(/["\\]/g, String.raw`\$&`)}"`,
    count: candidate.countBefore,
    parts: [],
  };
}

/** A subject where a field has one value alone. */
function narrowed(subject: Subject, { field, value }: NonNullable<Candidate['within']>): Subject {
  return {
    ...subject,
    title: `${subject.title} with ${field} ${String(value)}`,
    query: `${subject.query} AND ${fieldCondition(field, value)}`,
  };
}

function toSignal(
  candidate: Candidate,
  subject: Subject,
  score: number,
  qValue: number,
  tables: SignalTables,
): Signal {
  const { kind, unit, measure } = candidate;
  const { code: _, count: __, parts: ___, ...about } = subject;
  const follower =
    candidate.follower === undefined ? null : (tables.subjects.get(candidate.follower) ?? null);
  return {
    id: [kind, subject.kind, subject.id, unit ?? '', measure, follower?.id ?? ''].join(':'),
    kind,
    subject: about,
    unit,
    units: candidate.units,
    within: candidate.within ?? null,
    sources: candidate.sources,
    sinceUs: Math.round(candidate.sinceUs),
    untilUs: candidate.untilUs === null ? null : Math.round(candidate.untilUs),
    toleranceUs: Math.round(candidate.toleranceUs),
    count: candidate.count,
    countBefore: candidate.countBefore,
    before: candidate.before,
    after: candidate.after,
    measure,
    pValue: Math.exp(candidate.lnP),
    qValue,
    score,
    sentence: sentenceOf(candidate, subject, follower),
    counts: candidate.counts,
  };
}

/** A lost heartbeat is also gone, and gone is also a broken sequence: the kind that says most stays. */
function withoutRepeats(signals: readonly Signal[]): Signal[] {
  const beats = new Set(
    signals.filter(({ kind }) => kind === 'heartbeat').map(({ subject }) => subject.id),
  );
  const changed = new Set(
    signals
      .filter(({ kind }) => !['heartbeat', 'sequence', 'drift', 'silence'].includes(kind))
      .map(({ subject }) => subject.id),
  );
  const silent = new Set(
    signals.flatMap(({ kind, unit }) => (kind === 'silence' && unit !== null ? [unit] : [])),
  );
  const drifted = new Set<string>();
  const seen = new Set<string>();
  return signals
    .toSorted((a, b) => a.pValue - b.pValue)
    .filter((signal) => {
      const { id, kind, subject, unit } = signal;
      if (seen.has(id)) return false;
      seen.add(id);
      if (['gone', 'fall', 'dip'].includes(kind) && beats.has(subject.id)) return false;
      if (kind === 'sequence' && changed.has(subject.id)) return false;
      if (
        kind !== 'silence' &&
        unit !== null &&
        silent.has(unit) &&
        ['gone', 'fall'].includes(kind)
      ) {
        return false;
      }
      if (kind !== 'drift') return true;
      // Several numbers of one subject that drift together are told once, by the clearest.
      const first = !drifted.has(subject.id);
      drifted.add(subject.id);
      return first;
    });
}
