export { FREE } from './memory';
export {
  lineCount,
  split,
  templateBytes,
  templateCount,
  tokenBytes,
  tokenCount,
  wholeBytes,
  write,
} from './split';
export { join } from './join';
