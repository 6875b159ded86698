/** Text that HTML and XML take as text. What XML has no place for (control characters) is shown by its number. */
export function escapeMarkup(value: string): string {
  return shownText(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/**
 * What turns the text after it round (UAX #9: explicit embeddings, overrides and isolates). It is shown by its
 * number: a line of a log must not read otherwise than its bytes.
 */
export const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text that files of every format can hold. What cannot be printed is shown by its number. */
export function shownText(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- control characters are what is shown
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, controlText)
      .replace(TURNS, numberText)
  );
}

/** A character by its place in Unicode: what stands where no face has it. */
export function numberText(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** A control character by its number. */
export function controlText(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
