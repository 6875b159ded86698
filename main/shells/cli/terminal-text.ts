import { UNSEEN_CHARACTERS } from '#shared/model/unseen-characters.ts';

const UNSEEN = new RegExp(UNSEEN_CHARACTERS, 'gu');

/**
 * Text as a terminal may be given it: what a log has of control characters would set its title, its colours or the clipboard of
 * whoever looks. Written as JSON escapes them, so that a document stays one.
 */
export function terminalText(text: string): string {
  return text.replace(UNSEEN, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
