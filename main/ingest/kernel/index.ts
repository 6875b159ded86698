export {
  ACCEPTS,
  BATCH_KINDS,
  BATCH_TIMES,
  CLASSES,
  HEADER_TIME,
  IDS,
  KINDS,
  MOVES,
  MOVES_BYTES,
  PATTERNS,
  SCRATCH,
  SCRATCH_BYTES,
  STATE_CAP,
  STATES,
  STREAM_BYTES,
  STREAMS,
  TEXT,
  TIME_BEFORE,
  VARYING,
  WHOLE_MESSAGE,
  WORDS,
} from './memory';
export { addGrams } from './grams';
export { streamLength } from './columns';
export { forgetLevels, setStart } from './header';
export { clearKinds, forgetSkeletonLevels, kindCount, lines, run, unparsed } from './records';
