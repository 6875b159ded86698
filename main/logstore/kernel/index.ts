export { FREE } from './memory';
export {
  bytesOf,
  lineCount,
  split,
  templateBytes,
  templateCount,
  tokenBytes,
  tokenCount,
  tokensOf,
  wholeBytes,
  write,
  writeTemplates,
} from './split';
export { join } from './join';
