import { create } from 'zustand';

/** A question that is being answered. What the answer says so far is not here: log text enters no store. */
export interface Asking {
  readonly question: string;
  readonly replaces: string | null;
  readonly stop: AbortController;
}

interface AskingStore {
  readonly asking: Asking | null;
  /** Who was chosen to answer, as `assistant.ask` takes it; null: whoever is set for it. */
  readonly answerer: string | null;
  setAnswerer(answerer: string | null): void;
  begin(question: string, replaces: string | null): Asking;
  /** It was answered, or came to nothing. */
  end(asking: Asking): void;
  /** Stops what is under way: the analyst said so, or the case was closed. */
  stop(): void;
}

/** Which question is being answered, whichever screen is open. */
export const useAsking = create<AskingStore>()((set, get) => ({
  asking: null,
  answerer: null,
  setAnswerer: (answerer) => set({ answerer }),
  begin(question, replaces) {
    get().asking?.stop.abort();
    const asking = { question, replaces, stop: new AbortController() };
    set({ asking });
    return asking;
  },
  end: (asking) => {
    if (get().asking === asking) set({ asking: null });
  },
  stop() {
    get().asking?.stop.abort();
    // The next question need not wait until the app has let go of this one.
    set({ asking: null });
  },
}));
