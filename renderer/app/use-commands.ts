import { useEffect } from 'react';
import { useApp, type Command } from './app-store.ts';

/** Puts commands into the palette while the component is there. They should be the same array as long as nothing of them changes. */
export function useCommands(owner: string, commands: readonly Command[]): void {
  const setCommands = useApp((app) => app.setCommands);
  useEffect(() => {
    setCommands(owner, commands);
    return () => setCommands(owner, []);
  }, [owner, commands, setCommands]);
}
