export { ExportDialog, type Exportable } from './ExportDialog.tsx';
