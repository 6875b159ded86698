import type { SourceTextOf } from '../logstore/index.ts';
import { createFormatShelf } from './format-shelf.ts';
import {
  createReader,
  wordsOfSentence,
  type FieldPresence,
  type RecordReader,
} from './formats/index.ts';

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
    const others = new Map<string, RecordReader>();
    const readerOf = (id: string): RecordReader => {
      const known =
        others.get(id) ??
        createReader(shelf.getOrGeneric(id, null), { zone: 'UTC', year: null, referenceUs: 0 });
      others.set(id, known);
      return known;
    };
    const words = format.sentence === undefined ? '' : wordsOfSentence(format.sentence);
    return {
      path: source.path,
      added: format.sentence === undefined ? 'nothing' : words === null ? 'anything' : { words },
      byKeys: format.byKeys === true,
      message: (text) => reader.message(text),
      fields: (text) => reader.fields(text),
      field: (text, name) => reader.field(text, name),
      holds: (field, ids) =>
        mostOf([reader, ...ids.map(readerOf)].map((each) => each.holds(field))),
    };
  };
}

/** What holds of records of which each is one of several kinds. */
function mostOf(all: readonly FieldPresence[]): FieldPresence {
  if (all.includes('may')) return 'may';
  return all.includes('named') ? 'named' : 'never';
}
