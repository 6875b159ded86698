export { EmptyCase, useHasSources } from './EmptyCase.tsx';
export { FileBrowser } from './FileBrowser.tsx';
export { SourcesPanel } from './SourcesPanel.tsx';
