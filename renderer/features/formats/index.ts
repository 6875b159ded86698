export { NEW, useFormats } from './formats-store.ts';
export { useImportFormat } from './use-import-format.ts';
