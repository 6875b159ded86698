import type { PersonalSpan } from '#shared/model/personal-data.ts';
import { withoutOverlaps, type Found, type Report } from './findings.ts';
import type { NameLists } from './name-lists.ts';
import { findInProse } from './prose.ts';
import { scan, type ReportEncoded, type Seen } from './scan.ts';
import { withoutDisguise, withoutEscapes } from './take-off-encoding.ts';
import { givenStretch, plainView, type TextView } from './text-view.ts';

/** Layers of escapes that are taken off (JSON in JSON in JSON), and of base64 in base64. */
const DEEPEST = 6;
const DEEPEST_PACKED = 3;

/** Finds personal data and secrets in a text, through what they are encoded in. In the order of the text. */
export type Finder = (text: string) => PersonalSpan[];

/** A finder. With `lists` names, places and addresses in sentences are found too. */
export function createFinder(lists: NameLists | null): Finder {
  return (text) => findThrough(text, lists, DEEPEST_PACKED);
}

function findThrough(text: string, lists: NameLists | null, packedDepth: number): Found[] {
  const found: Found[] = [];
  const plain = plainView(text);
  const seen = look(plain, lists, packedDepth, found);
  if (!seen.foreign && !seen.escapes) return withoutOverlaps(found);
  const disguised = seen.foreign ? withoutDisguise(plain) : null;
  if (disguised !== null) look(disguised, null, packedDepth, found);
  for (const first of disguised === null ? [plain] : [plain, disguised]) {
    let view = withoutEscapes(first);
    for (let depth = 1; view !== null && depth < DEEPEST; depth++) {
      const { foreign } = look(view, first === plain ? lists : null, packedDepth, found);
      const bare = foreign ? withoutDisguise(view) : null;
      if (bare !== null) look(bare, null, packedDepth, found);
      view = withoutEscapes(bare ?? view);
    }
  }
  return withoutOverlaps(found);
}

function look(view: TextView, lists: NameLists | null, packedDepth: number, found: Found[]): Seen {
  const report: Report = (kind, start, end, confidence, value) => {
    const [from, to] = givenStretch(view, start, end);
    if (to > from) found.push({ kind, start: from, end: to, confidence, value });
  };
  const reportEncoded: ReportEncoded = (start, { end, text }) => {
    if (packedDepth === 0) return;
    const inside = findThrough(text, lists, packedDepth - 1);
    const surest = inside.reduce<Found | null>(
      (best, next) => (best === null || next.confidence > best.confidence ? next : best),
      null,
    );
    if (surest === null) return;
    // The whole run goes: a part of it cannot be put in another's place.
    const confidence = Math.max(surest.confidence, 0.9);
    report(surest.kind, start, end, confidence, view.text.slice(start, end));
  };
  const seen = scan(view.text, report, reportEncoded);
  if (lists !== null) findInProse(view.text, lists, report);
  return seen;
}
