import type { Fact } from '../../logstore/index.ts';
import type { Candidate } from './candidate.ts';
import { findChange, weightOf } from './change-scan.ts';
import { isOutOfSeason } from './out-of-season.ts';
import { usualShare } from './usual-share.ts';
import type { SignalTables } from './signal-tables.ts';

/** An id that more records share is a thread or a user, no transaction. */
const MOST_SHARING = 60;
const FEWEST_STARTS = 40;
/** Of so many starts the end follows, in the usual stretch. */
const USUALLY = 0.85;
const MOST_FOLLOWERS = 3;

interface Start {
  readonly us: number;
  readonly delayUs: number | null;
}

/** Where an A was nearly always followed by a B with the same id, and then no longer is. */
export function brokenSequences(tables: SignalTables): Candidate[] {
  if (!tables.complete) return [];
  const chains = chainsOf(tables.facts);
  const followers = followersOf(chains);
  const found: Candidate[] = [];
  const clockwork = new Map<number, boolean>();
  const isClockwork = (subject: number): boolean => {
    const known = clockwork.get(subject) ?? comesByTheClock(tables.facts, subject);
    clockwork.set(subject, known);
    return known;
  };
  for (const [subject, ends] of followers) {
    for (const end of ends) {
      if (isClockwork(end)) continue;
      const broken = brokenPair(tables, chains, subject, end);
      if (broken !== null) found.push(broken);
    }
  }
  return found;
}

type Chain = readonly {
  readonly subject: number;
  readonly us: number;
  readonly sourceId: number;
}[];

/** Records by id, each subject at its first. */
function chainsOf(facts: readonly Fact[]): Chain[] {
  const byId = new Map<string, { subject: number; us: number; sourceId: number }[]>();
  for (const { ids, subject, us, sourceId } of facts) {
    for (const id of ids) {
      const chain = byId.get(id);
      if (chain === undefined) byId.set(id, [{ subject, us, sourceId }]);
      else chain.push({ subject, us, sourceId });
    }
  }
  return [...byId.values()].flatMap((chain) => {
    if (chain.length > MOST_SHARING) return [];
    const seen = new Set<number>();
    return [chain.filter(({ subject }) => !seen.has(subject) && seen.add(subject))];
  });
}

/** For each subject those that most often come after it with its id. */
function followersOf(chains: readonly Chain[]): Map<number, number[]> {
  const starts = new Map<number, number>();
  const pairs = new Map<number, Map<number, number>>();
  for (const chain of chains) {
    chain.forEach(({ subject }, at) => {
      starts.set(subject, (starts.get(subject) ?? 0) + 1);
      const after = pairs.get(subject) ?? new Map<number, number>();
      pairs.set(subject, after);
      for (const later of chain.slice(at + 1, at + 8)) {
        after.set(later.subject, (after.get(later.subject) ?? 0) + 1);
      }
    });
  }
  const followers = new Map<number, number[]>();
  for (const [subject, after] of pairs) {
    const count = starts.get(subject) ?? 0;
    if (count < FEWEST_STARTS) continue;
    const usual = [...after].filter(([, together]) => together >= 0.3 * count);
    usual.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    followers.set(
      subject,
      usual.slice(0, MOST_FOLLOWERS).map(([end]) => end),
    );
  }
  return followers;
}

/** Gaps of what comes by the clock differ by less than this share of them; of what comes by chance by more than all. */
const RHYTHM = 0.5;
const FEWEST_GAPS = 8;

/** Whether a subject comes by the clock wherever it comes from: it answers nothing. */
function comesByTheClock(facts: readonly Fact[], subject: number): boolean {
  const own = facts.filter((fact) => fact.subject === subject);
  const places = Map.groupBy(own, ({ sourceId, unit }) => `${sourceId} ${unit ?? ''}`);
  let rhythmic = 0;
  let told = 0;
  for (const records of places.values()) {
    if (records.length <= FEWEST_GAPS) continue;
    const gaps = records.slice(1).map(({ us }, at) => us - (records[at]?.us ?? us));
    gaps.sort((a, b) => a - b);
    const [low = 0, middle = 0, high = 0] = [0.25, 0.5, 0.75].map(
      (share) => gaps[Math.floor(share * gaps.length)] ?? 0,
    );
    told++;
    if (high - low < RHYTHM * middle) rhythmic++;
  }
  return told > 0 && 2 * rhythmic > told;
}

function brokenPair(
  tables: SignalTables,
  chains: readonly Chain[],
  subject: number,
  end: number,
): Candidate | null {
  const starts: Start[] = [];
  const sources = new Set<number>();
  for (const chain of chains) {
    const start = chain.find((one) => one.subject === subject);
    if (start === undefined) continue;
    sources.add(start.sourceId);
    const after = chain.find((one) => one.subject === end && one.us >= start.us);
    starts.push({ us: start.us, delayUs: after === undefined ? null : after.us - start.us });
  }
  const { slices } = tables;
  const exposure = new Float64Array(slices.buckets);
  const missing = new Float64Array(slices.buckets);
  const delays = starts.flatMap(({ delayUs }) => (delayUs === null ? [] : [delayUs]));
  const patience = delays.toSorted((a, b) => a - b)[Math.floor(delays.length * 0.95)] ?? 0;
  const endUs = slices.fromUs + slices.buckets * slices.widthUs - patience;
  for (const { us, delayUs } of starts) {
    const bucket = Math.floor((us - slices.fromUs) / slices.widthUs);
    if (us > endUs || bucket < 0 || bucket >= slices.buckets) continue;
    exposure[bucket] = (exposure[bucket] ?? 0) + 1;
    if (delayUs === null) missing[bucket] = (missing[bucket] ?? 0) + 1;
  }
  // Where some go unanswered at the same time every day, only more of them than then is news.
  const season = usualShare(missing, exposure, slices);
  const change = findChange(missing, season?.exposure ?? exposure, season?.doubt);
  if (change === null || (season !== null && !isOutOfSeason(change, season))) return null;
  const { ratio, lnP } = weightOf(change, 1.5);
  if (ratio < 2) return null;
  const { from, to } = change;
  const inside = exposure.subarray(from, to).reduce((sum, count) => sum + count, 0);
  const usual = (change.outside / change.outsideExposure) * change.insideExposure;
  const before = 1 - usual / inside;
  const after = 1 - change.inside / inside;
  if (before < USUALLY || before - after < 0.2) return null;
  return {
    kind: 'sequence',
    subject,
    unit: null,
    units: 0,
    sources: [...sources],
    sinceUs: slices.fromUs + change.from * slices.widthUs,
    untilUs: change.shape === 'window' ? slices.fromUs + change.to * slices.widthUs : null,
    toleranceUs: slices.widthUs,
    count: change.inside,
    countBefore: change.outside,
    before,
    after,
    measure: 'share',
    lnP,
    counts: [],
    follower: end,
  };
}
