import { requestTitle } from '#shared/model/request-title.ts';

const TITLE_LENGTH = 120;

/** A template's text cut to the length of a headline, or to another number of characters, at a word. */
export function shortened(text: string, length = TITLE_LENGTH): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  const blank = cut.lastIndexOf(' ');
  return `${blank > length / 2 ? cut.slice(0, blank) : cut}…`;
}

/** A headline with the words that tell it from others, in the length of one; see `toldApart`. */
export function withWords(title: string, words: string): string {
  if (words === '') return title;
  const told = shortened(words, TITLE_LENGTH / 2);
  return `${shortened(title, TITLE_LENGTH - told.length - 2)}: ${told}`;
}

/** What an issue without an exception is called, by the text of its template: it is about records of level error. */
export function templateHeadline(text: string): string {
  const request = requestTitle(text);
  return shortened(request === null ? readable(text) : `${request} answered with an error`);
}

/** A template's text as one reads it: an ellipsis where something varies. */
const readable = (text: string): string => text.replaceAll('<*>', '…');

/** `ConnectException in OrderDao.connect`; without frames, `ConnectException: ` and the template's text. */
export function exceptionTitle(type: string, frames: readonly string[], template: string): string {
  // `panic: index out of range` is a sentence, `com.shop.PayException` a name.
  const name = type.includes(' ') ? type : (type.split(/[.\\]|::/).at(-1) ?? type);
  const frame = frames[0];
  return shortened(
    frame === undefined
      ? `${name}: ${readable(saidOf(name, template))}`
      : `${name} in ${shortFrame(frame)}`,
  );
}

/** What an exception said, where the line names it with what it said: `task 7 exited: java.io.EOFException: cut off`. */
function saidOf(name: string, template: string): string {
  const named = `${name}: `;
  const at = template.lastIndexOf(named);
  const said = at < 0 ? '' : template.slice(at + named.length).trim();
  return said === '' ? template : said;
}

/** Class and method without their package: the last two names of `com.shop.OrderDao.connect` or `app::db::get`. */
export function shortFrame(frame: string): string {
  if (/[\s()/]/.test(frame)) return frame;
  const separator = frame.includes('::') ? '::' : '.';
  return frame.split(separator).slice(-2).join(separator);
}
