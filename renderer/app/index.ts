export { useApp } from './app-store.ts';
export { useCommands } from './use-commands.ts';
export { useShortcuts } from './shortcuts.ts';
export { displayZone } from './StatusBar.tsx';
