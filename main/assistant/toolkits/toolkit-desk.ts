import { Failure } from '#shared/model/failure.ts';
import type { GivenClient, ListedToolkit, OfferedTool } from '#shared/model/toolkit.ts';
import type { Vault } from '../../vault/index.ts';
import type { KeptSignIn, ToolkitLine } from './toolkit-line.ts';
import type { Grant } from './sign-in/grant.ts';
import type { ToolkitSignIn } from './sign-in/sign-in.ts';
import { createToolkitShelf, listed } from './toolkit-shelf.ts';

/** A connection, and how each tool of it stands. */
export interface OpenToolkit extends Omit<ToolkitLine, 'tools'> {
  readonly toolkit: ListedToolkit;
  readonly tools: readonly OfferedTool[];
}

export type ToolkitDesk = ReturnType<typeof createToolkitDesk>;

/** The toolkits of the profile as a person sets them up. Credentials go in and never out. */
export function createToolkitDesk(vault: Pick<Vault, 'drawer'>) {
  const shelf = createToolkitShelf(vault);

  /** Connects to a toolkit. Throws TOOLKIT_UNKNOWN, TOOLKIT_UNREACHABLE, CANCELLED. */
  async function open(id: string, signal: AbortSignal): Promise<OpenToolkit> {
    const found = shelf.kept(id);
    const { reach, secrets, allowed, grant = null } = found;
    // The protocol's code is loaded by who uses it: an app at rest has none of it in memory.
    const { openLine } = await import('./toolkit-line.ts');
    const line = await openLine({ id, reach }, secrets, { grant, ...keeping(id) }, signal);
    const tools = line.tools.map((tool): OfferedTool => {
      const pinned = allowed[tool.name];
      const standing =
        pinned === undefined ? 'new' : pinned === tool.sha256 ? 'allowed' : 'changed';
      return { ...tool, standing };
    });
    return { ...line, toolkit: listed(found), tools };
  }

  /** What is kept of a sign-in; null: nobody is signed in, or the toolkit is gone. */
  const kept = (id: string): Grant | null =>
    shelf.list().some((one) => one.id === id) ? (shelf.kept(id).grant ?? null) : null;

  /** A sign-in beside an open connection. Who signed out, or in anew, meanwhile is not signed in again by a renewal of before. */
  const keeping = (id: string): Pick<KeptSignIn, 'latest' | 'renewed'> => ({
    latest: () => kept(id),
    renewed(next, before) {
      if (kept(id)?.tokens.access_token === before) shelf.setGrant(id, next);
    },
  });

  /** Where a toolkit is that one can sign in to. */
  function urlOf(id: string): string {
    const { reach } = shelf.kept(id);
    if (reach.kind === 'http') return reach.url;
    throw new Failure(
      'TOOLKIT_NO_SIGN_IN',
      `The toolkit "${id}" is a program on this machine, which takes credentials from its environment. Set them there.`,
      { toolkit: id },
    );
  }

  return {
    shelf,
    open,
    /** Signs in to the server of a toolkit; see `signInToToolkit`. Throws what that throws, TOOLKIT_UNKNOWN, TOOLKIT_NO_SIGN_IN. */
    async signIn(
      id: string,
      asked: Pick<ToolkitSignIn, 'origins' | 'open'> & { readonly client: GivenClient | null },
      signal: AbortSignal,
    ): Promise<void> {
      const { signInToToolkit } = await import('./sign-in/sign-in.ts');
      const client = withKeptSecret(asked.client, kept(id));
      const grant = await signInToToolkit({ ...asked, client, id, url: urlOf(id) }, signal);
      shelf.setGrant(id, grant);
    },
    /** Ends a sign-in here, and tells the server. Throws TOOLKIT_UNKNOWN, TOOLKIT_NO_SIGN_IN. */
    async signOut(id: string): Promise<void> {
      const url = urlOf(id);
      const { grant } = shelf.kept(id);
      shelf.setGrant(id, null);
      if (grant === undefined) return;
      const { revokeGrant } = await import('./sign-in/sign-in.ts');
      await revokeGrant(id, url, grant);
    },
    /** What a toolkit offers now, and how each tool of it stands. Throws what `open` throws. */
    async tools(id: string, signal: AbortSignal): Promise<readonly OfferedTool[]> {
      const { tools, close } = await open(id, signal);
      await close();
      return tools;
    },
  };
}

/** A client as it was given, with the secret that is kept of it where none came along. */
function withKeptSecret(given: GivenClient | null, before: Grant | null): ToolkitSignIn['client'] {
  if (given === null) return null;
  if (given.secret !== null || before?.given === undefined) return { ...given, only: null };
  const { client_id: id, client_secret: secret = null } = before.client;
  return id === given.id ? { id, secret, only: before.server } : { ...given, only: null };
}
