import { isIP } from 'node:net';
import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import { createDoor, type Door } from '../../providers/door.ts';

/** Statuses whose answers have no body. */
const EMPTY: ReadonlySet<number> = new Set([204, 205, 304]);

/** Requests of a sign-in: to the toolkit and to the origins that the analyst allowed, and to nobody else. */
export interface AllowedOrigins {
  readonly fetch: typeof globalThis.fetch;
  /** Throws what is said below where a page is of no allowed origin. */
  check(url: URL): void;
  /** Why the last request was not sent; null: none was kept back. */
  readonly refusal: () => Failure | null;
  close(): Promise<void>;
}

/**
 * The ways of one toolkit's sign-in. What its server names is foreign: another origin is reached only once it is allowed, by
 * TLS, and an address of this machine or of a private network never for a toolkit that is not there itself.
 */
export function allowOrigins(
  id: string,
  toolkitUrl: string,
  origins: readonly string[],
  timeoutSeconds: number,
): AllowedOrigins {
  const own = new URL(toolkitUrl);
  const doors = new Map<string, Door>();
  let refusal: Failure | null = null;

  function check(url: URL): void {
    if (url.origin === own.origin || (isFit(url, own) && origins.includes(url.origin))) return;
    refusal = refusalOf(url);
    throw refusal;
  }

  function refusalOf(url: URL): Failure {
    if (!isFit(url, own)) {
      return new Failure(
        'TOOLKIT_SIGN_IN_UNSAFE',
        `The toolkit "${id}" wants you to sign in at ${url.origin}, which is not reached by https or is inside a network that the toolkit is not in. Nothing was sent there. Ask who runs the toolkit.`,
        { toolkit: id, origin: url.origin },
      );
    }
    return new Failure(
      'TOOLKIT_ORIGINS_TO_ALLOW',
      `To sign in to the toolkit "${id}", ${url.host} has to be asked. Nothing was sent there yet.`,
      { toolkit: id, origins: [...origins, url.origin].join(' ') },
    );
  }

  function doorTo(url: URL): Door {
    const known = doors.get(url.origin);
    if (known !== undefined) return known;
    const way = { name: `toolkit "${id}"`, address: url.origin, proxy: null, ca: null };
    const door = createDoor({ ...way, timeoutSeconds }, () => Promise.resolve());
    doors.set(url.origin, door);
    return door;
  }

  return {
    check,
    refusal: () => refusal,
    async fetch(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input.toString());
      check(url);
      // The door takes text only; a form says as text what it is.
      const form = init.body instanceof URLSearchParams ? { body: init.body.toString() } : {};
      const answer = await doorTo(url).fetch(url, { ...init, ...form });
      const { status, headers } = answer;
      // The protocol's client prints why a token was refused: of what the server says only the word of the protocol is left.
      const body =
        'body' in form && status >= 400
          ? JSON.stringify({ error: errorWord(await answer.text()) })
          : answer.body;
      // The protocol's client knows answers by Node's own class, of which the door's are not.
      return new Response(EMPTY.has(status) ? null : body, { status, headers: [...headers] });
    },
    async close() {
      await Promise.all([...doors.values()].map((door) => door.close()));
    },
  };
}

const refusal = z.object({ error: z.string() });

function errorWord(body: string): string {
  try {
    return plainWord(refusal.parse(JSON.parse(body)).error) ?? 'server_error';
  } catch {
    return 'server_error';
  }
}

/** A word of the protocol; null: what a server says else may have anything in it. */
export const plainWord = (text: string | null): string | null =>
  text !== null && /^[a-z_]{1,40}$/.test(text) ? text : null;

function isFit(url: URL, own: URL): boolean {
  if (isInside(own.hostname)) return url.protocol === 'https:' || isLoopback(url.hostname);
  return url.protocol === 'https:' && !isInside(url.hostname);
}

const bare = (hostname: string): string => hostname.replaceAll(/^\[|\]$/g, '');

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  /^(?:127\.|::1$)/.test(bare(hostname));

/** Addresses of this machine, of private networks and of the link (RFC 1918, RFC 4193, RFC 3927, RFC 6598), and names that only such have. */
function isInside(hostname: string): boolean {
  const name = bare(hostname);
  if (isLoopback(hostname)) return true;
  if (isIP(name) === 0) return !name.includes('.') || /\.(?:local|internal|home\.arpa)$/.test(name);
  if (isIP(name) === 6) return /^(?:f[cd]|fe[89ab]|::)/i.test(name);
  return /^(?:0|10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(
    name,
  );
}
