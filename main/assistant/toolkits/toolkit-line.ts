import { createHash } from 'node:crypto';
import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type Tool,
} from '@modelcontextprotocol/client';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { canonicalJson, type Json } from '#shared/model/canonical-json.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { OfferedTool, Toolkit, ToolkitReach } from '#shared/model/toolkit.ts';
import { VERSION } from '../../version.ts';
import { allowOrigins } from './sign-in/allowed-origins.ts';
import type { Grant } from './sign-in/grant.ts';
import { keptGrant, oauthClient, openGrant, signInNeeded } from './sign-in/oauth-client.ts';

/** A connection to a toolkit's server. */
export interface ToolkitLine {
  /** What its server offers now. */
  readonly tools: readonly Omit<OfferedTool, 'standing'>[];
  /** Calls a tool; gives what it said. Throws TOOLKIT_FAILED, CANCELLED. */
  call(tool: string, input: Readonly<Record<string, Json>>, signal: AbortSignal): Promise<Json>;
  close(): Promise<void>;
}

const CONNECT_MS = 15_000;
const CALL_MS = 120_000;
const MOST_TOOLS = 200;

/**
 * Connects to a toolkit's server. A program is started with its credentials in its environment, which is otherwise only
 * what every program needs; an address is reached by the one door, which leads nowhere else, with them as headers. The
 * server is offered nothing: it can ask neither for a model's words nor for the analyst's. Throws TOOLKIT_UNREACHABLE,
 * TOOLKIT_SIGN_IN_NEEDED, TOOLKIT_CLIENT_REFUSED, CANCELLED.
 */
export async function openLine(
  toolkit: Toolkit,
  secrets: Readonly<Record<string, string>>,
  signIn: KeptSignIn,
  signal: AbortSignal,
): Promise<ToolkitLine> {
  const { id, reach } = toolkit;
  const client = new Client({ name: 'error-iq', version: VERSION });
  const { transport, closeWays } =
    reach.kind === 'http'
      ? byAddress(id, reach.url, secrets, signIn)
      : { transport: byProgram(reach, secrets), closeWays: () => Promise.resolve() };
  const close = async (): Promise<void> => {
    await client.close().catch(() => {});
    await closeWays();
  };
  try {
    await client.connect(transport, { signal, timeout: CONNECT_MS });
    const { tools } = await client.listTools(undefined, { signal, timeout: CONNECT_MS });
    return {
      tools: tools.slice(0, MOST_TOOLS).map(offered),
      close,
      async call(name, input, stop) {
        try {
          const options = { signal: stop, timeout: CALL_MS };
          return said(await client.callTool({ name, arguments: { ...input } }, options));
        } catch (error) {
          if (stop.aborted) throw cancelled();
          throw new Failure(
            'TOOLKIT_FAILED',
            `The tool "${name}" of the toolkit "${id}" did not answer.${causeOf(error)}`,
            { toolkit: id, tool: name },
          );
        }
      },
    };
  } catch (error) {
    await close();
    if (signal.aborted) throw cancelled();
    throwRefusal(error);
    if (isUnauthorized(error)) throw signInNeeded(id);
    const where = reach.kind === 'http' ? reach.url : reach.command;
    throw new Failure(
      'TOOLKIT_UNREACHABLE',
      `The toolkit "${id}" cannot be reached at ${where}.${causeOf(error)} See that it runs, and that its credentials are right.`,
      { toolkit: id },
    );
  }
}

/** A sign-in that is kept, and who keeps it when the server renews it. */
export interface KeptSignIn {
  readonly grant: Grant | null;
  /** What is kept now; null: nobody is signed in. */
  readonly latest: () => Grant | null;
  /** Keeps a renewal of the sign-in that had this access token. */
  readonly renewed: (next: Grant, before: string) => void;
}

function byProgram(
  { command, args }: Extract<ToolkitReach, { kind: 'stdio' }>,
  secrets: Readonly<Record<string, string>>,
): StdioClientTransport {
  return new StdioClientTransport({
    command,
    args: [...args],
    env: { ...getDefaultEnvironment(), ...secrets },
    // What it says there may have anything in it, and nobody reads it.
    stderr: 'ignore',
  });
}

function byAddress(
  id: string,
  url: string,
  secrets: Readonly<Record<string, string>>,
  { grant, latest, renewed }: KeptSignIn,
) {
  const origins = grant?.origins ?? [];
  const ways = allowOrigins(id, url, origins, CALL_MS / 1000);
  const held = openGrant(grant);
  const kept = {
    latest: () => openGrant(latest()).tokens,
    renewed(before: string | undefined): void {
      const next = keptGrant(held, origins);
      if (next !== null && before !== undefined) renewed(next, before);
    },
  };
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: ways.fetch,
    requestInit: { headers: { ...secrets } },
    ...(grant !== null && { authProvider: oauthClient(id, held, null, kept) }),
  });
  return { transport, closeWays: ways.close };
}

/** Whether a server asks for a sign-in, or does not know the one that it was shown. */
function isUnauthorized(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth++) {
    if (at instanceof Failure) return at.code === 'TOOLKIT_SIGN_IN_NEEDED';
    if (at instanceof UnauthorizedError || ('status' in at && at.status === 401)) return true;
    at = at.cause;
  }
  return false;
}

/** Throws the refusal of a client that was registered by hand, where it is that. */
function throwRefusal(error: unknown): void {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth++) {
    if (at instanceof Failure && at.code === 'TOOLKIT_CLIENT_REFUSED') throw at;
    at = at.cause;
  }
}

/** Our own reason, where it is one. What a server or a library says may have anything in it. */
function causeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth++) {
    if (at instanceof Failure) return ` ${at.message}`;
    at = at.cause;
  }
  return '';
}

/** All that a server says of a tool, pinned. */
function offered(tool: Tool): Omit<OfferedTool, 'standing'> {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  const told = { name, title, description, inputSchema, outputSchema, annotations };
  // Through text, so that what is not there is not there.
  const plain = JSON.parse(JSON.stringify(told)) as Json;
  return {
    name,
    description: description ?? title ?? '',
    schema: JSON.stringify(inputSchema),
    changes: annotations?.readOnlyHint !== true,
    sha256: createHash('sha256').update(canonicalJson(plain)).digest('hex'),
  };
}

interface Said {
  readonly isError?: boolean | undefined;
  readonly structuredContent?: unknown;
  readonly content: readonly { readonly type: string; readonly text?: unknown }[];
}

/** What a tool said, as data: its texts, and how many things that are none. */
function said({ isError, structuredContent, content }: Said): Json {
  const texts = content.flatMap(({ type, text }) =>
    type === 'text' && typeof text === 'string' ? [text] : [],
  );
  const others = content.length - texts.length;
  return {
    ...(isError === true ? { failed: true } : {}),
    ...(structuredContent === undefined
      ? { texts }
      : { data: JSON.parse(JSON.stringify(structuredContent)) as Json }),
    ...(others === 0 ? {} : { leftOut: others }),
  };
}
