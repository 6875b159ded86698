import type { ExcerptPiece, PersonalExcerpt, PersonalKind } from '#shared/model/personal-data.ts';
import type { RecordRow } from '#shared/model/record.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import type { PersonalPlace } from './personal-places.ts';

/** Which records are wanted of a block, and how they are shown. */
export interface ExcerptWish {
  readonly field: string;
  readonly kind: PersonalKind;
  /** What is personal is shown as it is written; otherwise only its kind. */
  readonly clear: boolean;
  readonly most: number;
}

/** Characters of a record that are shown, and of those how many before what was looked for. */
const SHOWN = 360;
const BEFORE = 120;

/** Records of a block that have something of a kind in a field, each with all that is personal in what is shown of it. */
export function personalExcerpts(
  block: BlockFacts,
  blocks: CaseBlocks,
  places: Iterable<PersonalPlace>,
  rowAt: (record: number) => RecordRow,
  { field, kind, clear, most }: ExcerptWish,
): PersonalExcerpt[] {
  const text = blocks.text(block);
  const { offsets, ends } = blocks.columns(block);
  const byRecord = Map.groupBy(places, ({ record }) => record);
  const excerpts: PersonalExcerpt[] = [];
  for (const [record, found] of byRecord) {
    if (excerpts.length >= most) break;
    const wanted = found.find((place) => place.field === field && place.kind === kind);
    if (wanted === undefined) continue;
    const start = Math.max(offsets[record] ?? 0, wanted.start - BEFORE);
    const end = Math.min(ends[record] ?? text.length, Math.max(start + SHOWN, wanted.end));
    const { ref, line, time } = rowAt(record);
    excerpts.push({
      ref,
      us: time?.us ?? null,
      line,
      pieces: piecesOf(text, start, end, found, clear),
    });
  }
  return excerpts;
}

function piecesOf(
  text: string,
  from: number,
  to: number,
  places: readonly PersonalPlace[],
  clear: boolean,
): ExcerptPiece[] {
  const pieces: ExcerptPiece[] = [];
  const put = (start: number, end: number, kind: PersonalKind | null): void => {
    if (end <= start) return;
    pieces.push({ text: kind === null || clear ? text.slice(start, end) : '', kind });
  };
  let at = from;
  for (const { start, end, kind } of places) {
    if (end <= at || start >= to) continue;
    put(at, start, null);
    // One that is cut at an edge counts as whole: half a secret is one.
    put(Math.max(at, start), Math.min(end, to), kind);
    at = end;
  }
  put(at, to, null);
  return pieces;
}
