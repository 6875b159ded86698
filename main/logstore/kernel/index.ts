export { FREE } from './memory';
export { prepareMasks } from './first-bytes';
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
export { makes } from './verify';
