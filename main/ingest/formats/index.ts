/** How sources are cut into records and fields: detection, and readers made of `resources/formats`. */
import type { CompiledFormat, ReaderOptions, RecordReader } from './record-reader.ts';

export { fewValued } from './column-fields.ts';
export { detectFormat, shareExplained } from './detect-format.ts';
export { detectTable } from './detect-table.ts';
export { emptyHeader } from './empty-header.ts';
export { HeaderAutomaton, type HeaderStep } from './header-automaton.ts';
export { showsLevel } from './level-reading.ts';
export {
  LEVEL_IN_MESSAGE,
  type ByteHeader,
  type JsonHeader,
  type ShownAs,
  type JsonKey,
  type CompiledFormat,
  type LikelyFormat,
  type LikelyFormats,
  type JsonPlan,
  type ReaderOptions,
  type RecordHeader,
  type RecordReader,
  type SecondaryBytes,
  type SecondaryRead,
} from './record-reader.ts';
export { timeTextOf } from './value-text.ts';
export type { FieldPresence } from './field-values.ts';
export { wordsOfSentence } from './key-sentence.ts';
export { toldYear } from './told-year.ts';
export { isFieldsLine, type TableShape } from './table-shape.ts';
export { createBuiltInFormats } from './built-in-formats.ts';
export { compileDefinition } from './compile-definition.ts';
export { loadDefinitions, loadFormats } from './format-files.ts';
export { readLines, tryDefinition, type ReadLine } from './format-check.ts';
export {
  looksLikeFormatFile,
  parseDefinition,
  readFormatFile,
  withoutFormat,
  type FileFormat,
  type FormatFile,
  type FileProblem,
} from './read-format-file.ts';

/**
 * A reader for the lines of one source.
 *
 * @throws Failure ZONE_UNKNOWN
 */
export function createReader(format: CompiledFormat, options: ReaderOptions): RecordReader {
  return format.open(options);
}
