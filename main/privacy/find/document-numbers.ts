import type { Report } from './findings.ts';

/** A licence is a driver's, or of software. */
const DRIVER = /(?:driver|driving|operator)(?:s|'s|’s|s')?[ _-]{0,2}$/i;
/** What stands between the name of a document and its number, then the number: a state gives it any form. */
const NUMBER =
  /[\s"'(:=#.,_-]{0,4}(?:(?:number|num|no|nr|card|id|is|was|#)[\s"'(:=#.,_-]{1,4}){0,4}([A-Z]{0,5}\d[A-Z\d]*(?:[ -][A-Z\d]*\d[A-Z\d]*){0,4})(?![A-Za-z\d])/y;

/** The number of a driving licence or a passport, from the word that names it (`at` to `end`). */
export function findDocumentNumber(text: string, at: number, end: number, report: Report): void {
  const first = text.charCodeAt(at) | 32;
  if (first !== 108 && first !== 112) return;
  const word = text.slice(at, end).toLowerCase();
  if (word !== 'passport' && word !== 'license' && word !== 'licence') return;
  if (word !== 'passport' && !DRIVER.test(text.slice(Math.max(0, at - 16), at))) return;
  NUMBER.lastIndex = end;
  const match = NUMBER.exec(text);
  const number = match?.[1];
  if (match === null || number === undefined) return;
  const compact = number.replace(/[ -]/g, '');
  if (compact.length < 5 || compact.length > 20 || compact.replace(/\D/g, '').length < 4) return;
  const stop = end + match[0].length;
  report('national-id', stop - number.length, stop, 0.9, compact);
}
