export {
  ACCEPTED,
  ACCEPTS,
  ADDRESSES,
  BATCH,
  BATCH_KINDS,
  BATCH_ROWS,
  BATCH_TIMES,
  CLASSES,
  FIELD_COLUMNS,
  FIELDS,
  HEADER_INSIDE,
  HEADER_TIME,
  KINDS,
  MOVES,
  MOVES_BYTES,
  PACKED,
  PATTERNS,
  ROW_ELSE,
  ROW_OPEN,
  ROW_READ,
  SCRATCH,
  SCRATCH_BYTES,
  SHAPE_COLUMNS,
  SLOT_RECORD,
  SLOT_RECORDS,
  SLOT_RECORDS_BYTES,
  STATE_CAP,
  STATES,
  STREAM_BYTES,
  STREAMS,
  TAGS,
  TEXT,
  TIME_BEFORE,
  VALUE_COUNTS,
  VALUE_SLOTS,
  VALUE_TEXTS,
  VALUE_TEXTS_BYTES,
  VALUES,
  WHOLE_MESSAGE,
} from './memory';
export { addGrams, addVaryingGrams, clearGrams, packGrams, prepareGrams } from './grams';
export { numberValue } from './field-values';
export { foldGrams } from './fold-grams';
export { streamLength } from './columns';
export { forgetLevels, setStart } from './header';
export { startJson } from './json';
export {
  clearKinds,
  forgetSkeletonLevels,
  forgetSkeletons,
  kindCount,
  lines,
  run,
  unparsed,
} from './records';
export { prepareSkeletons } from './skeleton';
