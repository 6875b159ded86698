export { DropArea } from './DropArea.tsx';
export { useAdding } from './adding-store.ts';
export { EmptyCase, useHasSources } from './EmptyCase.tsx';
export { FileBrowser } from './FileBrowser.tsx';
export { LogBrowser } from './LogBrowser.tsx';
export { SourcesPanel } from './SourcesPanel.tsx';
