import type { FindingKind } from './finding.ts';
import type { IncidentTimeName } from './incident-times.ts';
import type { RecordRef } from './record.ts';
import type { CitationStanding, RecordCitation } from './record-citation.ts';

/** A record that something on the timeline rests on, and where it is now. */
export interface CitedRecord {
  readonly citation: RecordCitation;
  /** Its name in links of a narrative. */
  readonly key: string;
  readonly standing: CitationStanding;
  /** Path of its source; null: that is not known any more. */
  readonly source: string | null;
  readonly ref: RecordRef | null;
  /** Microseconds UTC; null: it has no time, or is not there. */
  readonly us: number | null;
  /** First line of its message; null: it is not there. */
  readonly message: string | null;
}

/** One entry of the timeline. */
export interface TimelineItem {
  readonly id: string;
  readonly kind: 'finding' | 'pin' | 'note' | 'time' | 'marker';
  /** What sort of finding, which of the incident's times; null: nothing more to say. */
  readonly sort: FindingKind | IncidentTimeName | null;
  /** Microseconds UTC; null: it has no time and stands where it was put. */
  readonly fromUs: number | null;
  readonly toUs: number | null;
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly author: string;
  readonly assets: readonly string[];
  readonly tags: readonly string[];
  readonly cited: readonly CitedRecord[];
  /** Order among those without a time. */
  readonly rank: number;
}

/** Oldest first; those without a time at the end, in the order that they were put in. */
export function inTimelineOrder(items: readonly TimelineItem[]): TimelineItem[] {
  return items.toSorted((a, b) => {
    if (a.fromUs !== null && b.fromUs !== null && a.fromUs !== b.fromUs) return a.fromUs - b.fromUs;
    if (a.fromUs === null && b.fromUs === null) return a.rank - b.rank || compare(a.id, b.id);
    if ((a.fromUs === null) !== (b.fromUs === null)) return a.fromUs === null ? 1 : -1;
    return compare(a.id, b.id);
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The number that puts an entry between two others; null: there is none on that side. */
export function rankBetween(before: number | null, after: number | null): number {
  if (before !== null && after !== null) return (before + after) / 2;
  if (before !== null) return before + 1;
  return after === null ? 0 : after - 1;
}
