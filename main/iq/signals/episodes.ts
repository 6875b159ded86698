import type { Series } from './series.ts';

/** Silence within an episode, in buckets. */
const PAUSE = 3;
/** Below this share of buckets with events a line comes in episodes. */
const SPARSE = 0.5;
/** Fewer episodes do not say how long they are. */
const FEWEST = 12;
/** What comes and goes more often than this does not come for a while. */
const MOST = 6;
const TYPICAL = 0.5;
/** Episodes scatter: nearly all are shorter than so many times the median one, which a change that lasts does not move. */
const MARGIN = 6;

/** How long the lines of a case that come and go stay when they come. */
export class Episodes {
  private readonly lengths: { readonly of: Series; readonly length: number }[];

  constructor(all: readonly Series[]) {
    this.lengths = all
      .flatMap((of) => {
        const lengths = episodesOf(of.counts);
        return lengths.length > MOST ? [] : lengths.map((length) => ({ of, length }));
      })
      .sort((a, b) => a.length - b.length);
  }

  /** Buckets that nearly all episodes of other series are shorter than; 0: there are too few to tell. */
  longestBut(series: Series): number {
    const others = this.lengths.filter(({ of }) => of !== series);
    if (others.length < FEWEST) return 0;
    return MARGIN * (others[Math.floor(others.length * TYPICAL)]?.length ?? 0);
  }
}

/** Lengths of the stretches in which a series has events, from one pause to the next; none where it has no pauses. */
function episodesOf(counts: Float64Array): number[] {
  const active = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  if (active > SPARSE * counts.length) return [];
  const lengths: number[] = [];
  let begin = -1;
  let last = -1;
  counts.forEach((count, at) => {
    if (count === 0) return;
    if (begin < 0) begin = at;
    else if (at - last > PAUSE) {
      lengths.push(last - begin + 1);
      begin = at;
    }
    last = at;
  });
  if (begin >= 0) lengths.push(last - begin + 1);
  return lengths;
}
