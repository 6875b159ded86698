export { useApp } from './app-store.ts';
export { useShortcuts } from './shortcuts.ts';
export { displayZone } from './StatusBar.tsx';
