import { useEffect, useRef } from 'react';

/** One key and what it does. `keys` as people write them: `Ctrl+K`, `Shift+N`, `/`. Ctrl is Cmd on a Mac. */
export interface Shortcut {
  readonly keys: string;
  readonly title: string;
  readonly run: () => void;
}

/** Those of the palette. */
export const PALETTE_KEYS = 'Ctrl+K';

interface Scope {
  readonly name: string;
  shortcuts: readonly Shortcut[];
}

const scopes: Scope[] = [];

/** All shortcuts in force, with the name of where they come from. */
export function shortcutsInForce(): { scope: string; shortcuts: readonly Shortcut[] }[] {
  return scopes.map(({ name, shortcuts }) => ({ scope: name, shortcuts }));
}

/** Registers shortcuts while the component is there. Later ones come first. */
export function useShortcuts(name: string, shortcuts: readonly Shortcut[]): void {
  const scope = useRef<Scope>({ name, shortcuts });
  scope.current.shortcuts = shortcuts;
  useEffect(() => {
    const mine = scope.current;
    scopes.push(mine);
    return () => {
      scopes.splice(scopes.indexOf(mine), 1);
    };
  }, []);
}

function isTextField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement &&
        !['checkbox', 'radio', 'button'].includes(target.type)))
  );
}

/** The event in the notation of `Shortcut.keys`. */
export function keysOf(event: KeyboardEvent): string {
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  const letter = event.key.length === 1;
  if (event.shiftKey && (!letter || /[a-z]/i.test(event.key))) parts.push('Shift');
  parts.push(letter ? event.key.toUpperCase() : event.key);
  return parts.join('+');
}

/** Hands keys to the shortcut that has them. Single characters are left alone in text fields and dialogs. */
export function listenForShortcuts(): () => void {
  const listener = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const keys = keysOf(event);
    const plain = !keys.includes('Ctrl+') && !keys.includes('Alt+');
    const inDialog =
      event.target instanceof Element && event.target.closest('[role="dialog"]') !== null;
    if (plain && (isTextField(event.target) || inDialog)) return;
    for (const scope of scopes.toReversed()) {
      const found = scope.shortcuts.find((shortcut) => shortcut.keys === keys);
      if (found === undefined) continue;
      event.preventDefault();
      found.run();
      return;
    }
  };
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}
