import type { Candidate } from './candidate.ts';
import { familyOf, type SignalTables } from './signal-tables.ts';
import { unitName } from './unit-series.ts';

/** Fewer beats do not make a rhythm. */
const FEWEST_BEATS = 12;
/** Share of gaps that are the period, give or take `NEAR` of it, for a rhythm. */
const REGULAR = 0.75;
const NEAR = 0.2;
/** Periods without a beat that are worth a word. */
const FEWEST_MISSED = 3;
const MOST_BEATS = 20_000;
/** A heartbeat is there from the beginning of its source: from within this share of its time. */
const LATEST_BEGIN = 0.1;
const HOUR_US = 3_600_000_000;

/**
 * What comes like clockwork from one source or host, and then does not, while the source goes on. The probability
 * of as many beats missed in a row is that of one, as often as one is missed elsewhere.
 */
export function missedBeats(tables: SignalTables): Candidate[] {
  if (!tables.complete) return [];
  const ends = new Map<number, number>();
  const begins = new Map<number, number>();
  const beats = new Map<
    string,
    { subject: number; sourceId: number; unit: string | null; times: number[] }
  >();
  for (const { us, subject, sourceId, unit } of tables.facts) {
    ends.set(sourceId, Math.max(ends.get(sourceId) ?? us, us));
    if (!begins.has(sourceId)) begins.set(sourceId, us);
    // By the host, and by the source alone, where the host is another at each beat.
    for (const of of unit === null ? [null] : [unit, null]) {
      const key = `${subject} ${sourceId} ${of ?? ''}`;
      const series = beats.get(key) ?? { subject, sourceId, unit: of, times: [] };
      beats.set(key, series);
      series.times.push(us);
    }
  }
  const alike = familySizes(tables);
  const missed = [...beats.values()].flatMap(({ subject, sourceId, unit, times }) => {
    if (times.length < FEWEST_BEATS || times.length > MOST_BEATS) return [];
    const beginUs = begins.get(sourceId) ?? 0;
    const endUs = ends.get(sourceId) ?? 0;
    // What comes regularly for a while only is no heartbeat: it began, and ended by itself.
    if ((times[0] ?? 0) - beginUs > LATEST_BEGIN * (endUs - beginUs)) return [];
    const found = missedIn(times, endUs);
    if (found === null) return [];
    const { periodUs, from, to, lnP, lasts } = found;
    return {
      kind: 'heartbeat' as const,
      subject,
      ...(unit === null ? (alike.get(sourceId) ?? { unit, units: 0 }) : { unit, units: 0 }),
      sources: [sourceId],
      sinceUs: from + periodUs,
      untilUs: lasts ? null : to,
      toleranceUs: periodUs,
      count: Math.round((to - from) / periodUs) - 1,
      countBefore: times.length,
      before: HOUR_US / periodUs,
      after: 0,
      measure: 'period',
      lnP,
      counts: [],
    };
  });
  return toldOnce(missed);
}

/**
 * The beats of a source that all come from one host are missed once: by the source where that is one of many, which tells
 * whose they are among their like, else by the host.
 */
function toldOnce(missed: readonly Candidate[]): Candidate[] {
  const same = Map.groupBy(missed, ({ subject, sources, sinceUs, count, countBefore }) =>
    [subject, sources[0], sinceUs, count, countBefore].join(' '),
  );
  return [...same.values()].flatMap(
    (ones) => ones.find(({ units }) => units > 0) ?? ones.find(({ unit }) => unit !== null) ?? ones,
  );
}

/** The name of each source that is one of three or more of its kind, and how many these are. */
function familySizes({ sources }: SignalTables): Map<number, { unit: string; units: number }> {
  const families = Map.groupBy(sources, ({ path }) => familyOf(path));
  return new Map(
    [...families.values()].flatMap((family) =>
      family.length < 3
        ? []
        : family.map(
            ({ id, path }) => [id, { unit: unitName(path), units: family.length }] as const,
          ),
    ),
  );
}

interface Missed {
  readonly periodUs: number;
  readonly from: number;
  readonly to: number;
  readonly lnP: number;
  readonly lasts: boolean;
}

function missedIn(times: readonly number[], endUs: number): Missed | null {
  const gaps = times.slice(1).map((us, at) => us - (times[at] ?? us));
  const periodUs = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  if (periodUs < 1_000_000) return null;
  const near = gaps.filter((gap) => Math.abs(gap - periodUs) <= NEAR * periodUs).length;
  if (near < REGULAR * gaps.length) return null;
  let longest = { from: times.at(-1) ?? 0, to: endUs, lasts: true };
  gaps.forEach((gap, at) => {
    if (gap > longest.to - longest.from) {
      longest = { from: times[at] ?? 0, to: times[at + 1] ?? 0, lasts: false };
    }
  });
  const missed = Math.floor((longest.to - longest.from) / periodUs + NEAR) - 1;
  if (missed < FEWEST_MISSED) return null;
  const beatsMissed = gaps.map((gap) => Math.round(gap / periodUs) - 1);
  const others = beatsMissed
    .filter((count) => count >= 2)
    .sort((a, b) => b - a)
    .slice(longest.lasts ? 0 : 1);
  const lnP = Math.min(0, lnMissed(missed, others, times.length));
  return { periodUs, ...longest, lnP };
}

/** Beats beyond these that are missed say nothing more: what is off is off. */
const COUNTED_MISSED = 6;

/**
 * Probability, as a logarithm, of an interruption as long as the longest. Where there is no other, that of one beat
 * missed, as often as beats were missed in a row; one missed beat and one good one are put to the odds, as Laplace
 * did, so that none is certain. Where there are others, that of one so much longer than they are.
 */
function lnMissed(missed: number, others: readonly number[], beats: number): number {
  if (others.length === 0) {
    return Math.min(missed, COUNTED_MISSED) * Math.log(1 / (beats + 2)) + Math.log(beats);
  }
  const mean = others.reduce((sum, count) => sum + count, 0) / others.length;
  return Math.log(others.length + 1) - missed / (mean * INTERRUPTIONS_VARY);
}

/** Interruptions differ by more than an exponential distribution of their length would have it. */
const INTERRUPTIONS_VARY = 2;
