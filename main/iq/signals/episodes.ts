import type { Series } from './rate-changes.ts';

/** Silence within an episode, in buckets. */
const PAUSE = 3;
/** Below this share of buckets with events a line comes in episodes. */
const SPARSE = 0.5;
/** Fewer episodes do not say how long they are. */
const FEWEST = 12;
const LONG = 0.95;
/** Episodes grow longer than all but the longest seen so far. */
const MARGIN = 1.3;

/** How long the lines of a case that come and go stay when they come. */
export class Episodes {
  private readonly lengths: { readonly subject: number; readonly length: number }[];

  constructor(all: readonly Series[]) {
    this.lengths = all
      .flatMap(({ subject, counts }) => episodesOf(counts).map((length) => ({ subject, length })))
      .sort((a, b) => a.length - b.length);
  }

  /** Buckets that nearly all episodes of other subjects are shorter than; 0: there are too few to tell. */
  longestBut(subject: number): number {
    const others = this.lengths.filter((one) => one.subject !== subject);
    if (others.length < FEWEST) return 0;
    return MARGIN * (others[Math.floor(others.length * LONG)]?.length ?? 0);
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
