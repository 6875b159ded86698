import type { SourceTextOf } from '../logstore/index.ts';
import { createFormatShelf } from './format-shelf.ts';
import { createReader, wordsOfSentence } from './formats/index.ts';

/** Joins the log store with the formats: gives what reads the records of a source, with formats made when first needed. */
export function createSourceTexts(): SourceTextOf {
  const shelf = createFormatShelf();
  return (source, shape) => {
    const format = shelf.getOrGeneric(source.format, source.definition);
    const reader = createReader(format, {
      zone: source.zone,
      year: source.yearHint,
      referenceUs: source.mtimeUs,
      shape: shape === null ? null : JSON.parse(shape),
    });
    const words = format.sentence === undefined ? '' : wordsOfSentence(format.sentence);
    return {
      path: source.path,
      added: format.sentence === undefined ? 'nothing' : words === null ? 'anything' : { words },
      byKeys: format.byKeys === true,
      message: (text) => reader.message(text),
      fields: (text) => reader.fields(text),
    };
  };
}
