import { createHash } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import { Agent, ProxyAgent, fetch as plainFetch, type Dispatcher } from 'undici';
import { Failure } from '#shared/model/failure.ts';
import { addressOf, type Provider } from '#shared/model/provider.ts';

/** What is about to leave: the bytes as they will be sent, without the headers, which carry the key. */
export interface Leaving {
  readonly url: string;
  readonly body: string;
  /** SHA-256 of the body in UTF-8, hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** Asked before anything leaves; what it throws stops it. */
export type LeaveCheck = (leaving: Leaving) => Promise<void>;

/** Where a door leads, and how. */
export interface DoorWay {
  /** What it is called in a sentence: `provider "openai"`. */
  readonly name: string;
  /** Null: nowhere. */
  readonly address: string | null;
  readonly proxy: string | null;
  readonly ca: string | null;
  readonly timeoutSeconds: number;
  /** Finds the addresses of a name, where some must not be connected to. */
  readonly lookup?: LookupFunction;
}

/** The way to a provider. */
export function providerWay(provider: Provider): DoorWay {
  const { id, proxy, ca, timeoutSeconds } = provider;
  return { name: `provider "${id}"`, address: addressOf(provider), proxy, ca, timeoutSeconds };
}

/** The one way out of the machine: what asks a provider or a toolkit, and nothing else. */
export interface Door {
  /** Sends a request to its own address. Throws DOOR_CLOSED for any other, and what the check throws. */
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

/**
 * A door to one provider or toolkit. Only its own host and port are reached, and no redirection is followed. `check` sees
 * the whole body before the first byte is sent.
 */
export function createDoor(way: DoorWay, check: LeaveCheck): Door {
  const { name } = way;
  const allowed = way.address === null ? null : new URL(way.address);
  let dispatcher: Dispatcher | null = null;
  const open = (): Dispatcher => (dispatcher ??= dispatcherOf(way));

  const send = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input.toString());
    if (allowed === null || url.origin !== allowed.origin || input instanceof Request) {
      throw new Failure(
        'DOOR_CLOSED',
        `Nothing was sent: ${url.origin} is not the address of the ${name}.`,
        { to: name },
      );
    }
    const body = textOf(init.body);
    const bytes = Buffer.from(body);
    await check({
      url: url.href,
      body,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      size: bytes.length,
    });
    const response = await plainFetch(url, {
      method: init.method ?? 'GET',
      headers: headersOf(init.headers),
      ...(body === '' ? {} : { body }),
      signal: init.signal ?? null,
      redirect: 'manual',
      dispatcher: open(),
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new Failure(
        'PROVIDER_REDIRECTS',
        `The ${name} sends elsewhere, and that is not followed. Set its address right.`,
        { to: name, status: response.status },
      );
    }
    // The same standard, declared twice.
    return response as unknown as Response;
  };
  return {
    fetch: send,
    close: async () => {
      await dispatcher?.destroy();
    },
  };
}

function dispatcherOf({ proxy, ca, timeoutSeconds, lookup }: DoorWay): Dispatcher {
  const timeout = timeoutSeconds * 1000;
  const tls = ca === null ? {} : { ca: [...rootCertificates, ca] };
  const times = { headersTimeout: timeout, bodyTimeout: timeout };
  const found = lookup === undefined ? {} : { lookup };
  const connect = { ...tls, ...found, timeout: Math.min(timeout, 30_000) };
  return proxy === null
    ? new Agent({ ...times, connect })
    : new ProxyAgent({ uri: proxy, requestTls: connect, proxyTls: connect, ...times });
}

/** A body that is not text cannot be looked at, so it does not leave. */
function textOf(body: BodyInit | null | undefined): string {
  if (body === null || body === undefined) return '';
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  throw new Failure(
    'DOOR_CLOSED',
    'Nothing was sent: the request is not text that can be checked.',
  );
}

function headersOf(headers: HeadersInit | undefined): Record<string, string> {
  return Object.fromEntries(new Headers(headers).entries());
}
