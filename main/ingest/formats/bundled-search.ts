import dayFirst from '../../../resources/formats/generic-day-first.json' with { type: 'json' };
import generic from '../../../resources/formats/generic.json' with { type: 'json' };
import plain from '../../../resources/formats/plain.json' with { type: 'json' };

const { layouts, dates } = generic;

/** `M/d/yyyy` with its parts in the order of most of the world. */
function turned(layout: string): string {
  return layout.replace('MM/dd/', 'dd/MM/').replace('M/d/', 'd/M/');
}

/** The formats of last resort. They look for the same times. */
export const BUNDLED_SEARCH: readonly unknown[] = [
  generic,
  { ...dayFirst, layouts: layouts.map(turned), dates: dates.map(turned) },
  { ...plain, layouts, dates },
];
