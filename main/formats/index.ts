/** The analyst's own formats: a folder of files, checked in a thread of its own. */
export {
  createFormatLibrary,
  formatFileText,
  formatsFolderOf,
  type FormatLibrary,
  type Imported,
  type LibraryProblem,
  type OwnFormat,
} from './format-library.ts';
