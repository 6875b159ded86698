import type { Output } from '#shared/contract/index.ts';
import { Failure } from '#shared/model/failure.ts';
import type { LicenceState } from '#shared/subscriptions/licence.ts';
import type { Vault } from '../vault/index.ts';
import { createAsk, type Ask } from './ask.ts';
import { auditState, forgetAudit, watchAudit } from './audit-watch.ts';
import { signInByBrowser } from './browser-sign-in.ts';
import { signInByCode } from './code-sign-in.ts';
import { keepAddress, keptServer, openConnection, type Connection } from './connection.ts';
import {
  fetchLicence,
  forgetLicence,
  isLicenceDue,
  keptLicence,
  type DailyTokens,
} from './licence-keeper.ts';
import { openPokes, type PokeLine } from './pokes.ts';
import { createTeamAdmin, type TeamAdmin } from './team-admin.ts';
import { createTeamKeeping, type TeamKeeping } from './team-keeping.ts';
import { systemTimer } from './system-timer.ts';
import { createTeam, type SyncedCase, type Team } from './team.ts';
import { lookAtCertificate, readTenantUrl, type ShownCertificate } from './tenant-https.ts';

type State = Output<'tenant.state'>;
type Standing = NonNullable<State['sync']>['standing'];
type Who = NonNullable<NonNullable<State['connection']>['who']>;

/** An open case as the desk syncs it. */
export interface DeskCase extends SyncedCase {
  syncWaiting(): Promise<number>;
}

export interface TeamDeskPlace {
  readonly vault: Pick<Vault, 'drawer' | 'state'>;
  /** Null: none is open. */
  readonly current: () => DeskCase | null;
  /** Told when something of what the desk says has changed. */
  readonly tell: () => void;
  /** AI tokens that this profile used, by day; a team with a plan that counts them is told. */
  readonly aiTokens?: () => DailyTokens;
  /** What else is looked at whenever the desk looks at the server; it fails for itself. */
  readonly alongside?: () => Promise<void>;
  readonly setTimer?: (run: () => void, afterMs: number) => { cancel(): void };
}

/** A sign-in as a person asked for it. */
export interface DeskSignIn {
  readonly way: 'browser' | 'code';
  /** With a second factor, just now. */
  readonly stepUp: boolean;
  /** Is told the page, and what to type there when it is to be opened elsewhere. */
  readonly show: (shown: { page: string; code: string | null }) => void;
  readonly signal: AbortSignal;
}

/** After a change of the case it is sent so soon: several that come together go together. */
const SOON_MS = 1_500;
/** Without a poke it is looked for news this often. */
const IDLE_MS = 60_000;
const LONGEST_PAUSE_MS = 300_000;

interface Sync {
  readonly path: string;
  standing: Standing;
  at: string | null;
  failure: string | null;
}

export type TeamDesk = ReturnType<typeof createTeamDesk>;

/** The team server as the app works with it: who is signed in, and the open case kept in step by itself. */
export function createTeamDesk(place: TeamDeskPlace) {
  const { vault, current, tell, alongside, aiTokens = () => [], setTimer = systemTimer } = place;
  let connection: Connection | null = null;
  let who: Who | null = null;
  let sync: Sync | null = null;
  let line: PokeLine | null = null;
  let timer: { cancel(): void } | null = null;
  let due = 0;
  let failures = 0;
  let round: Promise<void> | null = null;
  let again = false;
  let closed = false;

  /** The one connection of an unlocked vault: two would use up each other's tokens. Null: there is none. */
  function connected(): Connection | null {
    if (vault.state() !== 'unlocked') return null;
    // It may have been forgotten meanwhile, by a wipe or another process of the profile.
    if (connection !== null && keptServer(vault)?.address.url !== connection.address.url) forget();
    try {
      connection ??= openConnection(vault);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'TENANT_NOT_CONNECTED') throw error;
    }
    return connection;
  }

  const asWho = (): Connection => connected() ?? openConnection(vault);
  const team = (): Team => createTeam(asWho());

  function forget(): void {
    line?.close();
    timer?.cancel();
    [connection, who, sync, line, timer] = [null, null, null, null, null];
    failures = 0;
  }

  function stand(open: DeskCase, standing: Standing, failure: string | null = null): void {
    const before = sync?.path === open.path ? sync : null;
    const at =
      standing === 'synced' || standing === 'archived'
        ? new Date().toISOString()
        : (before?.at ?? null);
    sync = { path: open.path, standing, at, failure };
    tell();
  }

  /** Syncs after so long at the latest; what is due before that stays due. */
  function wakeIn(ms: number): void {
    const at = Date.now() + ms;
    if (closed || (timer !== null && due <= at)) return;
    timer?.cancel();
    due = at;
    timer = setTimer(() => {
      timer = null;
      void wake();
    }, ms);
  }

  /** Syncs the open case, if there is anything to do; one round at a time. */
  function wake(): Promise<void> {
    if (round !== null) {
      again = true;
      return round;
    }
    round = syncOpen().finally(() => {
      round = null;
      if (!again || closed) return;
      again = false;
      wakeIn(SOON_MS);
    });
    return round;
  }

  async function syncOpen(): Promise<void> {
    const known = connected();
    if (known !== null) {
      await watchLog(known);
      await renewLicence(known);
    }
    await alongside?.();
    // Also without a sign-in there may be something to look at alongside.
    wakeIn(LONGEST_PAUSE_MS);
    const open = current();
    if (open === null || known === null || known !== connected()) {
      if (sync !== null) tell();
      sync = null;
      return;
    }
    try {
      const isKnown = (await open.syncStore.link()).epoch !== null;
      if (!known.isSignedIn) {
        stand(open, isKnown ? 'signed-out' : 'not-shared');
        return;
      }
      if (!isKnown && !(await isShared(open))) {
        stand(open, 'not-shared');
        return;
      }
      stand(open, 'syncing');
      const { archived } = await team().sync(open);
      failures = 0;
      stand(open, archived ? 'archived' : 'synced');
      await listen(known);
      wakeIn(IDLE_MS);
    } catch (error) {
      if (current() === open) failed(open, error);
    }
  }

  /** Every machine holds the audit log against what it saw of it, whether a case is open or not. */
  async function watchLog(known: Connection): Promise<void> {
    if (!known.isSignedIn) return;
    const before = auditState(vault, known);
    try {
      const after = await watchAudit(vault, known);
      if (after.size !== before?.size || after.trouble !== before.trouble) tell();
    } catch (error) {
      // What hinders it hinders the sync too, which says so.
      if (!(error instanceof Failure)) throw error;
    }
    wakeIn(IDLE_MS);
  }

  /** Fetches the licence when it is time, whether a case is open or not. */
  async function renewLicence(known: Connection): Promise<void> {
    if (!known.isSignedIn || !isLicenceDue(vault, known, new Date())) return;
    try {
      await fetchLicence(vault, known, { tokens: aiTokens(), now: new Date() });
      tell();
    } catch (error) {
      // The one that is kept says how long it is good for.
      if (!(error instanceof Failure)) throw error;
    }
  }

  async function isShared(open: DeskCase): Promise<boolean> {
    const root = await open.syncRoot();
    return root !== null && (await team().has(root));
  }

  function failed(open: DeskCase, error: unknown): void {
    const failure = error instanceof Failure ? error : null;
    const standing: Standing =
      failure?.code === 'TENANT_UNREACHABLE' && failure.retryable
        ? 'offline'
        : failure?.code === 'CASE_NOT_FOUND'
          ? 'no-access'
          : failure?.code === 'CASE_DELETED'
            ? 'deleted'
            : failure?.code === 'SIGN_IN_OVER' || failure?.code === 'NOT_SIGNED_IN'
              ? 'signed-out'
              : 'failed';
    stand(open, standing, failure?.message ?? null);
    // What cannot be put right by trying again is tried again all the same, seldom: the other side may put it right.
    wakeIn(Math.min(LONGEST_PAUSE_MS, 5_000 * 2 ** Math.min(failures++, 10)));
  }

  async function listen(known: Connection): Promise<void> {
    if (line?.isUp() === true || closed) return;
    const token = await known.token();
    line = await openPokes(known.address, known.device, token, () => wakeIn(200));
  }

  async function whoAmI(known: Connection): Promise<Who | null> {
    if (!known.isSignedIn || who !== null) return who;
    try {
      const { name, email, role, team: of } = await createTeam(known).me();
      who = { name, email, role, team: of };
    } catch (error) {
      // Who she is can wait until the server answers.
      if (!(error instanceof Failure)) throw error;
    }
    return who;
  }

  /** Throws NO_CASE. */
  function opened(): DeskCase {
    const open = current();
    if (open === null) throw new Failure('NO_CASE', 'No case is open. Open or create one first.');
    return open;
  }

  async function rootOf(open: DeskCase): Promise<string> {
    const root = await open.syncRoot();
    if (root !== null) return root;
    throw new Failure('CASE_EMPTY', 'This case has nothing yet that could be shared.');
  }

  return {
    team,
    /** Whether the server may have something to say to this machine because nobody is signed in on it any more. */
    isOut(): boolean {
      const known = connected();
      return known !== null && (!known.isSignedIn || known.isRefused);
    },
    /** Asks the server as who is signed in. */
    ask: (): Ask => createAsk(asWho()),
    /** The same, with the address that it is asked at; null: nobody is signed in. */
    server(): { url: string; ask: Ask } | null {
      const known = connected();
      return known?.isSignedIn === true ? { url: known.address.url, ask: createAsk(known) } : null;
    },
    async state(): Promise<State> {
      const known = connected();
      if (known === null) return { connection: null, sync: null, audit: null };
      const open = current();
      const standing = open !== null && sync?.path === open.path ? sync : null;
      return {
        connection: {
          url: known.address.url,
          signedIn: known.isSignedIn,
          who: await whoAmI(known),
        },
        audit: auditState(vault, known),
        sync:
          open === null || standing === null
            ? null
            : {
                standing: standing.standing,
                at: standing.at,
                failure: standing.failure,
                waiting: await open.syncWaiting(),
                attention: (await open.syncStore.attention()).length,
              },
      };
    },
    async look(url: string): Promise<ShownCertificate & { url: string }> {
      const read = readTenantUrl(url);
      return { ...(await lookAtCertificate(read)), url: read };
    },
    /** Throws TENANT_OTHER_CERTIFICATE when it is not the one that the person has seen. */
    async connect(url: string, fingerprint: string): Promise<void> {
      const read = readTenantUrl(url);
      const shown = await lookAtCertificate(read);
      if (shown.fingerprint !== fingerprint) {
        throw new Failure(
          'TENANT_OTHER_CERTIFICATE',
          'The server shows another certificate now than a moment ago, so it was not connected. Look again, and compare with what your admin tells you.',
        );
      }
      forget();
      await keepAddress(vault, { url: read, authority: shown.trusted ? null : shown.pem });
      tell();
    },
    async signIn({ way, stepUp, show, signal }: DeskSignIn): Promise<void> {
      const known = asWho();
      const open = (page: string): void => show({ page, code: null });
      const { address, device } = known;
      try {
        known.keep(
          await (way === 'code'
            ? signInByCode(address, device, show, { signal })
            : signInByBrowser(address, device, { open, stepUp, signal })),
        );
        who = null;
        await createTeam(known).introduce();
        tell();
      } finally {
        // Also when it was refused: what looks alongside may be told why.
        wakeIn(0);
      }
    },
    async signOut(): Promise<void> {
      await connected()?.signOut();
      line?.close();
      who = null;
      tell();
      wakeIn(0);
    },
    /** Believes the server's audit log from now on as it is. */
    async trustAudit(): Promise<void> {
      const known = asWho();
      forgetAudit(vault, known);
      await watchAudit(vault, known);
      tell();
    },
    /** How the licence of the team stands here; null: there is no team server. */
    async licence(): Promise<LicenceState | null> {
      const known = connected();
      return known === null ? null : keptLicence(vault, known, new Date());
    },
    /** Fetches the licence now; throws what asking throws. What was kept is forgotten before, if that is wanted. */
    async fetchLicence(forgets: boolean): Promise<LicenceState> {
      const known = asWho();
      if (forgets) forgetLicence(vault, known);
      const state = await fetchLicence(vault, known, { tokens: aiTokens(), now: new Date() });
      tell();
      return state;
    },
    async share(name: string): Promise<void> {
      await team().share(await rootOf(opened()), name);
      await wake();
    },
    async members(): Promise<Output<'tenant.members'>> {
      const asked = team();
      const { memberId: mine } = await asked.me();
      const all = await asked.members();
      return all.map((known) => {
        const { sealingKey: _key, ...member } = known;
        return { ...member, isMe: member.memberId === mine, key: asked.standingOf(known) };
      });
    },
    connection: asWho,
    keeping: (): TeamKeeping => createTeamKeeping(asWho()),
    admin: (): TeamAdmin => createTeamAdmin(asWho()),
    caseId: (): Promise<string> => rootOf(opened()),
    /** One round now; what it came to stands in the state. */
    async syncNow(): Promise<void> {
      opened();
      failures = 0;
      // A round that runs may have looked already.
      await round;
      await wake();
    },
    async retry(): Promise<void> {
      await opened().syncStore.retry();
      await wake();
    },
    /** Says that the open case is another one, or has something new. */
    changed: (): void => wakeIn(SOON_MS),
    /** Forgets everything that the vault has to be open for. */
    forget,
    async close(): Promise<void> {
      closed = true;
      forget();
      await round?.catch(() => {});
    },
  };
}
