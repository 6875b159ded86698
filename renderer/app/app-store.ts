import { create } from 'zustand';
import type { ReactNode } from 'react';

export type Screen =
  | 'explore'
  | 'issues'
  | 'templates'
  | 'hypotheses'
  | 'compare'
  | 'timeline'
  | 'reports'
  | 'data-map'
  | 'assistant'
  | 'playbooks'
  | 'rules'
  | 'team'
  | 'deployments'
  | 'formats'
  | 'settings';

/** Something a person can do from the palette. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly keys?: string;
  readonly run: () => void;
}

/** A message. An error stays until it is closed. */
export interface Notice {
  readonly id: number;
  readonly kind: 'error' | 'info';
  readonly text: string;
  readonly code?: string;
  /** What can be done about it. */
  readonly action?: { readonly title: string; readonly run: () => void };
}

interface AppStore {
  readonly screen: Screen;
  /** The tab that a screen shows, where one was chosen. */
  readonly tabs: Readonly<Partial<Record<Screen, string>>>;
  readonly paletteOpen: boolean;
  readonly keysOpen: boolean;
  readonly notices: readonly Notice[];
  readonly commands: ReadonlyMap<string, readonly Command[]>;
  /** What the open screen says in the status bar, e.g. how many records are shown. */
  readonly status: ReactNode;
  go(screen: Screen): void;
  showTab(screen: Screen, tab: string): void;
  setPalette(open: boolean): void;
  setKeys(open: boolean): void;
  notify(notice: Omit<Notice, 'id'>): void;
  dismiss(id: number): void;
  setCommands(owner: string, commands: readonly Command[]): void;
  setStatus(status: ReactNode): void;
}

let nextNotice = 1;

/** State of the frame around the screens. */
export const useApp = create<AppStore>()((set) => ({
  screen: 'explore',
  tabs: {},
  paletteOpen: false,
  keysOpen: false,
  notices: [],
  commands: new Map(),
  status: null,
  go: (screen) => set({ screen }),
  showTab: (screen, tab) => set(({ tabs }) => ({ screen, tabs: { ...tabs, [screen]: tab } })),
  setPalette: (paletteOpen) => set({ paletteOpen }),
  setKeys: (keysOpen) => set({ keysOpen }),
  notify: (notice) =>
    set(({ notices }) => ({ notices: [...notices.slice(-3), { ...notice, id: nextNotice++ }] })),
  dismiss: (id) =>
    set(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
  setCommands: (owner, commands) =>
    set(({ commands: known }) => {
      const next = new Map(known);
      if (commands.length === 0) next.delete(owner);
      else next.set(owner, commands);
      return { commands: next };
    }),
  setStatus: (status) => set({ status }),
}));
