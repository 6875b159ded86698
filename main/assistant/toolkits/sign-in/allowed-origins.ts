import { isIP } from 'node:net';
import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import { createDoor, type Door } from '../../providers/door.ts';
import {
  guardedLookup,
  mayName,
  nearestOf,
  systemResolve,
  type Nearness,
  type Resolve,
} from '../network-reach.ts';
import { renewOnce } from './renew-once.ts';
import { shortAnswer } from './short-answer.ts';

/** Statuses whose answers have no body. */
const EMPTY: ReadonlySet<number> = new Set([204, 205, 304]);

/** Requests of a sign-in: to the toolkit and to the origins that the analyst allowed, and to nobody else. */
export interface AllowedOrigins {
  readonly fetch: typeof globalThis.fetch;
  /** Throws what is said below where a page is of no allowed origin. */
  check(url: URL): Promise<void>;
  /** Why the last request was not sent; null: none was kept back. */
  readonly refusal: () => Failure | null;
  close(): Promise<void>;
}

/**
 * The ways of one toolkit's sign-in. What its server names is foreign: another origin is reached only once it is allowed, by
 * TLS, and never nearer to this machine than the toolkit itself is, whatever its name means when it is connected to.
 */
export function allowOrigins(
  id: string,
  toolkitUrl: string,
  origins: readonly string[],
  timeoutSeconds: number,
  resolve: Resolve = systemResolve,
): AllowedOrigins {
  const own = new URL(toolkitUrl);
  const doors = new Map<string, Door>();
  let refusal: Failure | null = null;
  let ownNearness: Promise<Nearness> | null = null;
  const near = (): Promise<Nearness> => (ownNearness ??= nearestOf(own.hostname, resolve));

  async function check(url: URL): Promise<void> {
    if (url.origin === own.origin) return;
    refusal = await refusalOf(url);
    if (refusal !== null) throw refusal;
  }

  async function refusalOf(url: URL): Promise<Failure | null> {
    // A name is looked up only once it is allowed: asking for it tells somebody that it was asked for.
    const isNamed = isIP(url.hostname.replaceAll(/^\[|\]$/g, '')) === 0;
    if (!isNamed && !(await isFit(url))) return unsafe(url);
    if (!origins.includes(url.origin)) {
      if (url.protocol !== 'https:' && isNamed) return unsafe(url);
      return new Failure(
        'TOOLKIT_ORIGINS_TO_ALLOW',
        `To sign in to the toolkit "${id}", ${url.host} has to be asked. Nothing was sent there yet.`,
        { toolkit: id, origins: [...origins, url.origin].join(' ') },
      );
    }
    return (await isFit(url)) ? null : unsafe(url);
  }

  async function isFit(url: URL): Promise<boolean> {
    const named = await nearestOf(url.hostname, resolve);
    return mayName(await near(), named) && (url.protocol === 'https:' || named === 'machine');
  }

  const unsafe = (url: URL): Failure =>
    new Failure(
      'TOOLKIT_SIGN_IN_UNSAFE',
      `The toolkit "${id}" wants you to sign in at ${url.origin}, which is not reached by https or is inside a network that the toolkit is not in. Nothing was sent there. Ask who runs the toolkit.`,
      { toolkit: id, origin: url.origin },
    );

  async function doorTo(url: URL): Promise<Door> {
    const known = doors.get(url.origin);
    if (known !== undefined) return known;
    const way = { name: `toolkit "${id}"`, address: url.origin, proxy: null, ca: null };
    const guard = url.origin === own.origin ? {} : { lookup: guardedLookup(await near()) };
    const door = createDoor({ ...way, ...guard, timeoutSeconds }, () => Promise.resolve());
    doors.set(url.origin, door);
    return door;
  }

  return {
    check,
    refusal: () => refusal,
    async fetch(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input.toString());
      await check(url);
      // The door takes text only; a form says as text what it is.
      const form = init.body instanceof URLSearchParams ? { body: init.body.toString() } : {};
      const door = await doorTo(url);
      const send = (): Promise<Response> => door.fetch(url, { ...init, ...form });
      const answer = await ('body' in form ? renewOnce(form.body, send) : send());
      const { status, headers } = answer;
      // What its tools say may be long, and come for as long as it is open.
      const isOfTools = url.origin === own.origin && url.pathname === own.pathname;
      const said =
        answer.body === null || isOfTools
          ? answer.body
          : shortAnswer(answer.body, { toolkit: id, host: url.host }, (failure) => {
              refusal = failure;
            });
      // The protocol's client prints why a token was refused: of what the server says only the word of the protocol is left.
      const body =
        'body' in form && status >= 400
          ? JSON.stringify({ error: errorWord(await new Response(said).text()) })
          : said;
      // The protocol's client knows answers by Node's own class, of which the door's are not.
      return new Response(EMPTY.has(status) ? null : body, { status, headers: [...headers] });
    },
    async close() {
      await Promise.all([...doors.values()].map((door) => door.close()));
    },
  };
}

const refused = z.object({ error: z.string() });

function errorWord(body: string): string {
  try {
    return plainWord(refused.parse(JSON.parse(body)).error) ?? 'server_error';
  } catch {
    return 'server_error';
  }
}

/** A word of the protocol; null: what a server says else may have anything in it. */
export const plainWord = (text: string | null): string | null =>
  text !== null && /^[a-z_]{1,40}$/.test(text) ? text : null;
