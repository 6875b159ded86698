export {
  ACCEPTS,
  BATCH_KINDS,
  BATCH_TIMES,
  CLASSES,
  FIELDS,
  HEADER_INSIDE,
  HEADER_TIME,
  KINDS,
  MOVES,
  MOVES_BYTES,
  PACKED,
  PATTERNS,
  SCRATCH,
  SCRATCH_BYTES,
  STATE_CAP,
  STATES,
  STREAM_BYTES,
  STREAMS,
  TEXT,
  TIME_BEFORE,
  WHOLE_MESSAGE,
} from './memory';
export { addGrams, addVaryingGrams, clearGrams, packGrams, prepareGrams } from './grams';
export { streamLength } from './columns';
export { forgetLevels, setStart } from './header';
export { startJson } from './json';
export { clearKinds, forgetSkeletonLevels, kindCount, lines, run, unparsed } from './records';
