import type { Event, Marker } from '#shared/model/hypothesis.ts';
import type { Level } from '#shared/model/level.ts';
import type { RecordRef } from '#shared/model/record.ts';
import type { Signal } from '#shared/model/signal.ts';

/** A signal or a marker as a point in a chain of events. */
export interface Node {
  readonly event: Event;
  readonly us: number;
  readonly untilUs: number | null;
  readonly toleranceUs: number;
  readonly unit: string | null;
  readonly sources: readonly number[];
  /** Code of the signal's subject; null: a marker or a whole source. */
  readonly subject: number | null;
  /** What it is called, for finding who is named in it. */
  readonly title: string;
  /** How much an explanation is asked for it; 0: it asks for none. */
  readonly weight: number;
  /** How readily it is believed to begin a chain, 0 to 1. */
  readonly credibility: number;
  readonly refs: readonly RecordRef[];
}

const GRAVITY: Readonly<Record<Level, number>> = {
  unknown: 1,
  trace: 0.3,
  debug: 0.4,
  info: 0.8,
  notice: 1,
  warning: 2,
  error: 3,
  fatal: 4,
};

/** What lasts for less than this share of the range, and is no error, came and went by itself. */
const PASSING = 0.04;

/** Whether a signal is trouble by itself, or a change that stays; what passes and harms nothing is neither. */
export function isTrouble(signal: Signal, rangeUs: number): boolean {
  const { kind, subject, sinceUs, untilUs, after } = signal;
  if (kind === 'dip') {
    return after === 0 && (untilUs ?? sinceUs) - sinceUs >= 2 * PASSING * rangeUs;
  }
  if (kind !== 'burst') return true;
  const grave = ['error', 'fatal'].includes(subject.level);
  return grave || untilUs === null || untilUs - sinceUs >= PASSING * rangeUs;
}

/** A signal as a node. */
export function signalNode(
  signal: Signal,
  subject: number | null,
  refs: readonly RecordRef[],
): Node {
  const { kind } = signal;
  const gravity = GRAVITY[signal.subject.level];
  const weight =
    kind === 'heartbeat' || kind === 'silence' || kind === 'sequence'
      ? Math.max(2, gravity)
      : kind === 'drift'
        ? Math.max(1.5, gravity)
        : ['fall', 'gone', 'dip'].includes(kind)
          ? Math.max(0.8, gravity / 2)
          : gravity;
  return {
    event: { kind: 'signal', signal },
    us: signal.sinceUs,
    untilUs: signal.untilUs,
    toleranceUs: signal.toleranceUs,
    unit: signal.unit,
    sources: signal.sources,
    subject,
    title: signal.subject.title,
    weight,
    credibility: signal.score * credibilityOf(signal),
    refs,
  };
}

/** What passes within so long, and is no error, seldom begins anything. */
const PASSING_US = 600_000_000;

/** What begins a chain is oftener trouble than a change in what goes on as usual, and seldom what just ceases. */
function credibilityOf({ kind, subject, sinceUs, untilUs }: Signal): number {
  const grave = GRAVITY[subject.level] >= 2;
  switch (kind) {
    case 'heartbeat':
    case 'silence':
      return 0.9;
    case 'new':
    case 'rise':
    case 'burst':
      return grave
        ? 0.95
        : kind === 'burst' && untilUs !== null && untilUs - sinceUs < PASSING_US
          ? 0.5
          : 0.75;
    case 'drift':
      return 0.85;
    case 'sequence':
      return 0.7;
    case 'gone':
    case 'fall':
      return 0.65;
    case 'dip':
      return 0.4;
  }
}

const STRENGTH = { release: 0.95, config: 0.8, restart: 0.4 } as const;

/**
 * A marker as a node. That it stands just before the trouble may be chance: the more often there is one, and the longer
 * it was before, the more so.
 *
 * @param troubleUs when the first trouble after it began
 * @param alike markers of its kind in the range, and how long that is
 */
export function markerNode(
  marker: Marker,
  troubleUs: number,
  alike: number,
  rangeUs: number,
): Node {
  const gapUs = Math.max(0, troubleUs - marker.us);
  const byChance = 1 - Math.exp((-alike * gapUs) / Math.max(1, rangeUs));
  const strength =
    marker.kind === 'release' && marker.version === null ? 0.85 : STRENGTH[marker.kind];
  return {
    event: { kind: 'marker', marker },
    us: marker.us,
    untilUs: null,
    toleranceUs: 1_000_000,
    unit: marker.unit,
    sources: marker.sources,
    subject: null,
    title: marker.text,
    weight: 0,
    credibility: strength * (1 - byChance),
    refs: marker.refs,
  };
}
