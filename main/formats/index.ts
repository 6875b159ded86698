/** The analyst's own formats: a folder of files, checked in a thread of its own. */
export {
  createFormatLibrary,
  formatFileText,
  type FormatLibrary,
  type Imported,
  type LibraryProblem,
  type OwnFormat,
} from './format-library.ts';
export { formatsFolderOf } from './formats-folder.ts';
