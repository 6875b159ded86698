import { isWestern, languageIn, SCRIPTS } from '../script.ts';
import { openFont, type Face } from './fonts.ts';

/** Faces that are asked last, before a letter is told by its number. */
const LAST: readonly Face[] = ['fallback', 'emoji'];

const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\ufe0f/u;
/** Marks that steer how others look and are never drawn themselves. */
const UNSEEN = /^\p{Default_Ignorable_Code_Point}$/u;

const chosen = new Map<string, Face | null>();
const MOST_CHOSEN = 50_000;

/**
 * The face for one letter with its marks (a grapheme): that of its writing system, else the wanted one, else one
 * that has much; null where none has it. Faces are opened only when a letter of theirs comes.
 */
export function faceOf(grapheme: string, wanted: Face): Face | null {
  const key = `${wanted} ${grapheme}`;
  const known = chosen.get(key);
  if (known !== undefined) return known;
  const face = candidates(grapheme, wanted).find((each) => has(each, grapheme)) ?? null;
  if (chosen.size >= MOST_CHOSEN) chosen.clear();
  chosen.set(key, face);
  return face;
}

function candidates(grapheme: string, wanted: Face): Face[] {
  const scripts = SCRIPTS.filter(({ letters }) => letters.test(grapheme)).map(({ name }) => name);
  // Western faces have some marks of East Asia too, but not as wide as the characters that they stand between.
  const own: Face[] = isWestern(grapheme) ? [wanted, ...scripts] : [...scripts, wanted];
  return [...(EMOJI.test(grapheme) ? (['emoji'] as const) : []), ...own, ...LAST];
}

function has(face: Face, grapheme: string): boolean {
  // A mark that nothing is drawn for must not open a face only to find that it lacks it.
  return Array.from(grapheme.normalize('NFC')).every(
    (letter) =>
      UNSEEN.test(letter) || openFont(face).hasGlyphForCodePoint(letter.codePointAt(0) ?? 0),
  );
}

/** The language of a stretch that is set in a face, where its script tells; null: that of the document. */
export function languageOf(text: string, face: Face): string | null {
  const script = SCRIPTS.find(({ name }) => name === face);
  return script === undefined ? null : languageIn(text, script);
}
