import { z } from 'zod';
import {
  packDigest,
  packInForce,
  PACK_ARTEFACT,
  PACK_KINDS,
  readPack,
  signedPack,
  type PackFile,
  type PackKind,
  type TeamPack,
} from '#shared/deployments/team-pack.ts';
import { Failure } from '#shared/model/failure.ts';
import type { Ask } from '../tenant/index.ts';
import type { Vault } from '../vault/index.ts';
import { readPackState, writePackState, type PackState } from './pack-state.ts';
import { digestOfPack, openPack, signPack } from './sign-pack.ts';

/** Where a profile keeps one kind of what a pack brings. */
export interface PackShelf {
  /** What the analyst wrote herself. Throws PACK_BROKEN for what cannot be used. */
  own(): Promise<readonly PackFile[]>;
  /** Puts what the team released beside it, in the place of what was released before. */
  putTeam(files: readonly PackFile[], version: string | null): Promise<void>;
}

export interface PackPlace {
  readonly vault: Pick<Vault, 'drawer' | 'signer' | 'state'>;
  /** The team server as who is signed in; null: nobody is. */
  readonly server: () => { readonly url: string; readonly ask: Ask } | null;
  readonly shelves: Readonly<Record<PackKind, PackShelf>>;
  /** Told when something of what the desk says, or of what is in use, has changed. */
  readonly tell: () => void;
}

/** The environment that a profile follows, and what it has from there. */
export interface PackStanding {
  readonly follows: { readonly environmentId: string; readonly environment: string } | null;
  readonly inForce: {
    readonly version: string;
    readonly by: TeamPack['by'];
    readonly at: string;
    readonly counts: Readonly<Record<PackKind, number>>;
  } | null;
  readonly offered: { readonly version: string; readonly by: TeamPack['by'] } | null;
  readonly trouble: string | null;
}

export type PackDesk = ReturnType<typeof createPackDesk>;

/** Rules, formats, playbooks and the policy that the team releases: made here, and taken from the environment that is followed. */
export function createPackDesk({ vault, server, shelves, tell }: PackPlace) {
  // Looks and choices take turns, so that none works on what another has changed.
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }

  function keep(state: PackState): PackState {
    writePackState(vault, state);
    tell();
    return state;
  }

  async function put(pack: TeamPack | null): Promise<void> {
    for (const kind of PACK_KINDS) {
      await shelves[kind].putTeam(pack?.[kind] ?? [], pack?.version ?? null);
    }
  }

  /** Puts what is kept in its place. What a crash breaks off is done again, from what is kept. */
  async function settled(state: PackState): Promise<PackState> {
    const { inForce } = state;
    if (inForce === null || inForce.isWhole) return state;
    await put(openPack(inForce.signed, inForce.digest));
    return keep({ ...state, inForce: { ...inForce, isWhole: true } });
  }

  async function emptied(state: PackState): Promise<PackState> {
    await put(null);
    return keep({ ...state, inForce: null, offered: null, trouble: null });
  }

  async function lookNow(): Promise<void> {
    if (vault.state() !== 'unlocked') return;
    let state = readPackState(vault);
    try {
      state = await settled(state);
      const known = server();
      if (known !== null && state.follows?.url === known.url) {
        await follow(state, state.follows, known.ask);
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // Without the server what is here goes on being used.
      if (error.retryable || error.message === state.trouble) return;
      keep({ ...state, trouble: error.message });
    }
  }

  async function follow(
    state: PackState,
    { environmentId }: NonNullable<PackState['follows']>,
    ask: Ask,
  ): Promise<void> {
    const { release } = await ask('GET /api/v1/environments/{environmentId}/pack', packInForce, {
      path: { environmentId },
    });
    const { inForce, offered, trouble, trusted } = state;
    if (release === null) {
      if (inForce !== null || offered !== null || trouble !== null) await emptied(state);
      return;
    }
    const { digest } = release;
    if (digest === inForce?.digest) {
      if (offered !== null || trouble !== null) keep({ ...state, offered: null, trouble: null });
      return;
    }
    if (digest === offered?.digest && !trusted.includes(offered.by.key)) return;
    const signed = await ask('GET /api/v1/packs/{digest}', signedPack, { path: { digest } });
    const { version, by } = openPack(signed, digest);
    if (!trusted.includes(by.key)) {
      keep({ ...state, offered: { version, digest, by }, trouble: null });
      return;
    }
    const at = new Date().toISOString();
    const taken = { digest, signed, at, isWhole: false };
    await settled(keep({ ...state, inForce: taken, offered: null, trouble: null }));
  }

  /** Throws NOT_SIGNED_IN. */
  function signedIn(): { url: string; ask: Ask } {
    const known = server();
    if (known !== null) return known;
    throw new Failure('NOT_SIGNED_IN', 'Sign in at the team server first.');
  }

  return {
    standing(): PackStanding {
      const { follows, inForce, offered, trouble } = readPackState(vault);
      const pack = inForce === null ? null : readPack(inForce.signed.text);
      return {
        follows: follows && {
          environmentId: follows.environmentId,
          environment: follows.environment,
        },
        inForce:
          inForce === null || pack === null
            ? null
            : {
                version: pack.version,
                by: pack.by,
                at: inForce.at,
                counts: countsOf(pack),
              },
        offered: offered && { version: offered.version, by: offered.by },
        trouble,
      };
    },
    /** Takes what is in force in the followed environment. What cannot be reached or believed changes nothing. */
    look: (): Promise<void> => inTurn(lookNow),
    /** Follows an environment from now on; null: none, and what came from one is taken away. Throws NOT_SIGNED_IN. */
    follow: (environment: { environmentId: string; name: string } | null): Promise<void> =>
      inTurn(async () => {
        const state = readPackState(vault);
        if (environment === null) {
          await emptied({ ...state, follows: null });
          return;
        }
        const { environmentId, name } = environment;
        const follows = { url: signedIn().url, environmentId, environment: name };
        keep({ ...state, follows, offered: null, trouble: null });
        await lookNow();
      }),
    /** Takes away what came from a server, and follows it no more. */
    leave: (url: string): Promise<void> =>
      inTurn(async () => {
        const state = readPackState(vault);
        if (state.follows?.url === url) await emptied({ ...state, follows: null });
      }),
    /** Believes what a key signs from now on, as a person decides who knows whose it is. */
    trust: (key: string): Promise<void> =>
      inTurn(async () => {
        const state = readPackState(vault);
        keep({ ...state, trusted: [...new Set([...state.trusted, key])] });
        await lookNow();
      }),
    /**
     * Makes a release of what the analyst wrote herself; it is in force nowhere until it is deployed. Gives what is in it.
     * Throws PACK_BROKEN, PACK_EMPTY, RELEASE_EXISTS, NOT_SIGNED_IN.
     */
    make: (version: string, kinds: readonly PackKind[]): Promise<PackMade> =>
      inTurn(async () => {
        const { ask } = signedIn();
        const files: Record<PackKind, PackFile[]> = {
          rules: [],
          formats: [],
          playbooks: [],
          policies: [],
        };
        for (const kind of kinds) files[kind] = [...(await shelves[kind].own())];
        if (PACK_KINDS.every((kind) => files[kind].length === 0)) {
          throw new Failure(
            'PACK_EMPTY',
            'You have nothing of your own that could be released. Write a rule, a format, a playbook or a policy first.',
          );
        }
        const signer = vault.signer();
        const signed = signPack({ version, ...files }, signer);
        const digest = digestOfPack(signed.text);
        const answer = z.strictObject({ digest: packDigest });
        await ask('POST /api/v1/packs', answer, { body: signed });
        const artefacts = [{ name: PACK_ARTEFACT, digest, ref: `packs/${digest}` }];
        await ask('POST /api/v1/releases', z.strictObject({ releaseId: z.string() }), {
          body: { version, artefacts, commits: [] },
        });
        const state = readPackState(vault);
        keep({ ...state, trusted: [...new Set([...state.trusted, signer.publicKey])] });
        return { version, digest, ...countsOf(files) };
      }),
  };
}

function countsOf(
  of: Readonly<Record<PackKind, readonly PackFile[]>>,
): Readonly<Record<PackKind, number>> {
  return {
    rules: of.rules.length,
    formats: of.formats.length,
    playbooks: of.playbooks.length,
    policies: of.policies.length,
  };
}

/** A release that was made, and how many of each kind it brings. */
export interface PackMade extends Readonly<Record<PackKind, number>> {
  readonly version: string;
  readonly digest: string;
}
