/** Lines by which a source's beginning is looked for in another one. */
const NEEDLE_LINES = 3;

/** The first whole lines of a text, by which it is looked for in another one; null: it has none. */
export function firstLines(text: Buffer): Buffer | null {
  let end = 0;
  for (let line = 0; line < NEEDLE_LINES; line++) {
    const newline = text.indexOf(10, end);
    if (newline < 0) break;
    end = newline + 1;
  }
  return end === 0 ? null : text.subarray(0, end);
}
