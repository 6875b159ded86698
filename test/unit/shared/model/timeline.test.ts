import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inTimelineOrder, rankBetween, type TimelineItem } from '#shared/model/timeline.ts';

const item = (id: string, fromUs: number | null, rank: number): TimelineItem => ({
  id,
  kind: 'note',
  sort: null,
  fromUs,
  toUs: null,
  title: '',
  text: '',
  author: '',
  assets: [],
  tags: [],
  cited: [],
  rank,
});

test('dated entries come first, by time; the others as they were put, wherever one is moved to', () => {
  const times = fc.option(fc.integer({ min: 0, max: 20 }), { nil: null });
  fc.assert(
    fc.property(
      fc.array(times, { minLength: 2, maxLength: 12 }),
      fc.nat(),
      fc.nat(),
      (list, a, b) => {
        const items = inTimelineOrder(list.map((us, at) => item(`${at}`, us, at)));
        const dated = items.filter(({ fromUs }) => fromUs !== null);
        expect(items.slice(0, dated.length)).toEqual(dated);
        expect(dated.map(({ fromUs }) => fromUs)).toEqual(
          dated.map(({ fromUs }) => fromUs).toSorted((x, y) => (x ?? 0) - (y ?? 0)),
        );
        const undated = items.slice(dated.length);
        if (undated.length < 2) return;
        const from = a % undated.length;
        const moved = undated[from];
        const rest = undated.filter((_, at) => at !== from);
        const to = b % (rest.length + 1);
        const rank = rankBetween(rest[to - 1]?.rank ?? null, rest[to]?.rank ?? null);
        const wanted = rest.toSpliced(to, 0, item(moved?.id ?? '', null, rank));
        const order = inTimelineOrder(wanted.toReversed());
        expect(order.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
      },
    ),
  );
});
