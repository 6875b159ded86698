import { Failure } from '#shared/model/failure.ts';
import type { WipeOrder } from '#shared/sync/wipe-api.ts';
import { forgetServer, keptServer, type KeptServer } from '../tenant/index.ts';
import type { Vault } from '../vault/index.ts';
import { answerWipe, askForWipe } from './wipe-order.ts';
import { readWipe, writeWipe, type WipeState } from './wipe-state.ts';
import { removeCases, spoilCases, teamCasesHere } from './wiped-cases.ts';

export interface WipePlace {
  readonly vault: Pick<
    Vault,
    'drawer' | 'destroyDrawer' | 'caseKey' | 'recent' | 'forgetCases' | 'state'
  >;
  /** Closes the open case if it is one of these files. */
  readonly closeCase: (files: readonly string[]) => Promise<void>;
  /** Takes away what else is here of the team: what it released, raw logs on their way, what was learned from its cases. */
  readonly forgetTeam: (url: string, cases: TeamCases) => Promise<void>;
  /** Told when a wipe has gone a step further. */
  readonly tell: () => void;
}

/** Cases of a team: their ids, and their files on this machine. */
export interface TeamCases {
  readonly caseIds: readonly string[];
  readonly files: readonly string[];
}

/** What whoever works here is told of a wipe. */
export interface WipeNotice extends Pick<WipeOrder, 'by' | 'at' | 'reason'> {
  readonly url: string;
  readonly cases: number;
  readonly held: number;
  readonly unsent: number;
  /** Files that nothing opens any more and that could not be removed yet. */
  readonly filesLeft: readonly string[];
  /** The server knows that it is done. */
  readonly answered: boolean;
}

export type WipeDesk = ReturnType<typeof createWipeDesk>;

/**
 * Takes what a team shares off this machine when its server orders that. What is to be done is written down before anything
 * is destroyed, and each step may be done again: one that a crash broke off is gone on with.
 */
export function createWipeDesk(place: WipePlace) {
  const { vault, closeCase, forgetTeam, tell } = place;
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }

  function keep(state: WipeState): WipeState {
    writeWipe(vault, state);
    tell();
    return state;
  }

  async function begin(server: KeptServer, order: WipeOrder): Promise<void> {
    const { url, authority } = server.address;
    const before = readWipe(vault);
    const found = await teamCasesHere(vault, url);
    keep({
      order,
      url,
      authority,
      device: server.device,
      ...found,
      headers: [...new Set([...(before?.headers ?? []), ...found.headers])],
      isDone: false,
      isSeen: false,
    });
  }

  /** Keys first: what a crash leaves of the files after that nobody can read. */
  async function destroyed(state: WipeState): Promise<WipeState> {
    const { url, headers, files, caseIds, device } = state;
    await closeCase(files);
    vault.forgetCases({ headers, paths: files });
    spoilCases(files);
    await forgetTeam(url, { caseIds, files });
    forgetServer(vault, { url, device });
    return keep({ ...state, isDone: true });
  }

  function removed(state: WipeState): WipeState {
    if (state.files.length === 0) return state;
    // What could not be spoiled because it was held is tried again with each removal.
    const spoilt = state.files.filter((path) => !spoilCases([path]).includes(path));
    const left = removeCases(spoilt);
    const files = state.files.filter((path) => left.includes(path) || !spoilt.includes(path));
    return files.length === state.files.length ? state : keep({ ...state, files });
  }

  async function answered(state: WipeState): Promise<WipeState> {
    const { device, order, url, authority, counts, files } = state;
    if (device === null) return state;
    const receipt = { wipeId: order.wipeId, ...counts, filesLeft: files.length };
    const isTold = await answerWipe({ address: { url, authority }, device }, receipt);
    return isTold ? keep({ ...state, device: null }) : state;
  }

  async function goOn(): Promise<void> {
    let state = readWipe(vault);
    if (state === null) return;
    if (!state.isDone) state = await destroyed(state);
    // Another process of the profile, or a copy of the vault that was put back, may have brought a key again.
    const { headers, files } = state;
    const isBack = headers.some((hex) => vault.caseKey(Buffer.from(hex, 'hex')) !== null);
    if (isBack) vault.forgetCases({ headers, paths: files });
    await answered(removed(state));
  }

  return {
    /**
     * Goes on with a wipe, and asks the server for one when nobody is signed in here any more (`asks`). Throws
     * WIPE_NOT_BELIEVED; without the server it is asked again another time.
     */
    look: (asks: boolean): Promise<void> =>
      inTurn(async () => {
        if (vault.state() !== 'unlocked') return;
        try {
          await goOn();
          const server = asks ? keptServer(vault) : null;
          if (server?.session == null) return;
          const order = await askForWipe(vault, server);
          if (order === null) return;
          await begin(server, order);
          await goOn();
        } catch (error) {
          if (!(error instanceof Failure) || error.code !== 'TENANT_UNREACHABLE') throw error;
        }
      }),
    /** What was wiped and has not been said yet; null: nothing. */
    notice(): WipeNotice | null {
      const state = readWipe(vault);
      if (state === null || !state.isDone || state.isSeen) return null;
      const { order, url, counts, files, device } = state;
      const { by, at, reason } = order;
      return { by, at, reason, url, ...counts, filesLeft: files, answered: device === null };
    },
    /** Whoever works here has been told. */
    seen(): void {
      const state = readWipe(vault);
      if (state !== null) keep({ ...state, isSeen: true });
    },
  };
}
