import { isUtf8 } from 'node:buffer';
import { encodedTextAt, isInAlphabet } from '../find/encoded.ts';
import type { Finder } from '../find/find-personal-data.ts';
import { withoutOverlaps, type Found } from '../find/findings.ts';
import { withoutDisguise, withoutEscapes } from '../find/take-off-encoding.ts';
import { givenStretch, plainView, type TextView } from '../find/text-view.ts';

/** What stands where something was erased. */
export const ERASED = '[erased]';

/** Takes values out of texts, in whatever encoding they stand there. */
export interface ValueEraser {
  /** The text without the values; the number of its lines stays. */
  erase(text: string): string;
  /** Places that were erased since the eraser was made. */
  readonly places: number;
}

/** Layers of escapes and of base64 that are looked through. */
const DEEPEST = 5;
const DEEPEST_PACKED = 3;
/** Values that are shorter are erased only where they stand as words. */
const WORD_UP_TO = 5;

/** An eraser of some values. With `find` also of what is the same thing written otherwise (a card with spaces). */
export function createValueEraser(values: readonly string[], find: Finder): ValueEraser {
  const pattern = new RegExp(values.map(patternOf).join('|'), 'giu');
  const same = new Set(
    values.flatMap((value) => find(value).map((span) => `${span.kind}\u0000${span.value}`)),
  );
  let places = 0;

  function foundIn(text: string, packedDepth: number): Found[] {
    const found: Found[] = [];
    const take = (view: TextView, start: number, end: number): void => {
      const [from, to] = givenStretch(view, start, end);
      if (to > from) found.push({ start: from, end: to, kind: 'name', confidence: 1, value: '' });
    };
    for (const view of viewsOf(text)) {
      for (const match of view.text.matchAll(pattern)) {
        take(view, match.index, match.index + match[0].length);
      }
      if (packedDepth === 0) continue;
      for (let at = 0; at < view.text.length; at++) {
        if (!isInAlphabet(view.text.charCodeAt(at))) continue;
        const packed = encodedTextAt(view.text, at);
        let end = packed?.end ?? at;
        while (isInAlphabet(view.text.charCodeAt(end))) end++;
        if (packed !== null && foundIn(packed.text, packedDepth - 1).length > 0) {
          take(view, at, end);
        }
        at = end;
      }
    }
    if (same.size > 0) {
      for (const span of find(text)) {
        if (same.has(`${span.kind}\u0000${span.value}`)) found.push({ ...span, confidence: 1 });
      }
    }
    return withoutOverlaps(found);
  }

  return {
    get places() {
      return places;
    },
    erase(text) {
      const found = foundIn(text, DEEPEST_PACKED);
      if (found.length === 0) return text;
      places += found.length;
      let erased = '';
      let at = 0;
      for (const { start, end } of found) {
        erased += text.slice(at, start) + inPlaceOf(text, start, end, ERASED);
        at = end;
      }
      return erased + text.slice(at);
    },
  };
}

function viewsOf(text: string): TextView[] {
  const views: TextView[] = [];
  for (
    let view: TextView | null = plainView(text), depth = 0;
    view !== null && depth < DEEPEST;
    depth++
  ) {
    views.push(view);
    const bare = withoutDisguise(view);
    if (bare !== null) views.push(bare);
    view = withoutEscapes(view);
  }
  return views;
}

function patternOf(value: string): string {
  const plain = value
    .replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)
    .replace(/\s+/gu, String.raw`\s+`);
  if (value.length > WORD_UP_TO) return plain;
  return String.raw`(?<![\p{L}\d])${plain}(?![\p{L}\d])`;
}

/** What is put in place of a stretch: as many line ends as it had, and a text of JSON where a number stood. */
export function inPlaceOf(text: string, start: number, end: number, written: string): string {
  const lineEnds = text.slice(start, end).match(/\r?\n/g)?.join('') ?? '';
  return `${isBareNumber(text, start, end) ? `"${written}"` : written}${lineEnds}`;
}

/** Whether a stretch is a number of JSON, which a word may not stand for without quotation marks. */
function isBareNumber(text: string, start: number, end: number): boolean {
  if (!/^-?\d+(?:\.\d+)?$/.test(text.slice(start, end))) return false;
  return (
    /"\s{0,4}:\s{0,4}$/.test(text.slice(Math.max(0, start - 10), start)) &&
    /^\s{0,4}(?:[,}\]]|$)/.test(text.slice(end, end + 6))
  );
}

/** Replaces in bytes what is text in UTF-8; what is not is taken byte for character, and comes back so. */
export function replaceInBytes(bytes: Uint8Array, replace: (text: string) => string): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const encoding = isUtf8(buffer) ? 'utf8' : 'latin1';
  const text = buffer.toString(encoding);
  const replaced = replace(text);
  return replaced === text ? bytes : new Uint8Array(Buffer.from(replaced, encoding));
}
