/** How the server of a toolkit is reached: a program that is started here, or an address. */
export type ToolkitReach =
  | { readonly kind: 'stdio'; readonly command: string; readonly args: readonly string[] }
  | { readonly kind: 'http'; readonly url: string };

/** Tools of another program, over the Model Context Protocol, as the analyst added it; its credentials are not here. */
export interface Toolkit {
  /** Name that it is called by: `tickets`, `metrics`. */
  readonly id: string;
  readonly reach: ToolkitReach;
}

/** What is known of a toolkit without asking it. */
export interface ListedToolkit extends Toolkit {
  /** Names of its credentials: environment variables of the program, headers of requests. */
  readonly secrets: readonly string[];
  /** Names of the tools that were allowed. */
  readonly allowed: readonly string[];
  /** Who the analyst is signed in at, by host; null: nowhere. */
  readonly signedIn: {
    readonly server: string;
    /** When the access token ends, milliseconds since 1970, after which it is renewed; null: the server did not say. */
    readonly untilMs: number | null;
    /** Id of the client that was given by hand, and whether it has a secret; null: we registered ourselves. */
    readonly client: { readonly id: string; readonly secret: boolean } | null;
  } | null;
}

/** A client for our sign-ins that somebody registered by hand at an authorization server. */
export interface GivenClient {
  readonly id: string;
  /** Null: it has none, or the one that is kept for this id. */
  readonly secret: string | null;
}

/** How a tool stands: nobody allowed it; as it was when it was allowed; not so any more. */
export type ToolStanding = 'new' | 'allowed' | 'changed';

/** A tool as its server describes it. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of what it takes. */
  readonly schema: string;
  /** Whether it may change something; false only where its server says that it reads. */
  readonly changes: boolean;
  /** SHA-256 of all that its server says of it. */
  readonly sha256: string;
  readonly standing: ToolStanding;
}

/** Where calls of a toolkit go, for a person: the host, or the program on this machine. */
export function placeOf({ reach }: Toolkit): string {
  return reach.kind === 'http' ? new URL(reach.url).host : reach.command;
}
