import { requestTitle } from '#shared/model/request-title.ts';

const TITLE_LENGTH = 120;

/** A template's text cut to the length of a headline, at a word. */
export function shortened(text: string): string {
  if (text.length <= TITLE_LENGTH) return text;
  const cut = text.slice(0, TITLE_LENGTH - 1);
  const blank = cut.lastIndexOf(' ');
  return `${blank > TITLE_LENGTH / 2 ? cut.slice(0, blank) : cut}…`;
}

/** What an issue without an exception is called, by the text of its template: it is about records of level error. */
export function templateHeadline(text: string): string {
  const request = requestTitle(text);
  return shortened(request === null ? text : `${request} answered with an error`);
}

/** `ConnectException in OrderDao.connect`; without frames, `ConnectException: ` and the template's text. */
export function exceptionTitle(type: string, frames: readonly string[], template: string): string {
  // `panic: index out of range` is a sentence, `com.shop.PayException` a name.
  const name = type.includes(' ') ? type : (type.split(/[.\\]|::/).at(-1) ?? type);
  const frame = frames[0];
  return shortened(
    frame === undefined ? `${name}: ${template}` : `${name} in ${shortFrame(frame)}`,
  );
}

/** Class and method without their package: the last two names of `com.shop.OrderDao.connect` or `app::db::get`. */
function shortFrame(frame: string): string {
  if (/[\s()/]/.test(frame)) return frame;
  const separator = frame.includes('::') ? '::' : '.';
  return frame.split(separator).slice(-2).join(separator);
}
