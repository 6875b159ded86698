import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { BlockList, LookupFunction } from 'node:net';
import { Failure } from '../../shared/model/failure.ts';
import { outsideAddressOf } from './outside-address.ts';

export interface Posted {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Whoever is told has this long to answer; what it answers is not read. */
const ANSWER_MS = 15_000;

/**
 * Sends a body to an address of the internet, or of a network that the operator allows: connected to what its name was
 * looked up as, and led nowhere else by a redirect. Gives the status. Throws ADDRESS_INSIDE, HOST_UNKNOWN, URL_REFUSED,
 * HOST_SILENT.
 */
export async function postOut(posted: Posted, allowed: BlockList): Promise<number> {
  const url = new URL(posted.url);
  refuseOddUrl(url);
  const { address, family, isAllowed } = await outsideAddressOf(url.hostname, allowed);
  if (url.protocol !== 'https:' && !isAllowed) {
    throw new Failure('URL_REFUSED', `${url.host} is outside, and outside only https is used.`);
  }
  const pinned: LookupFunction = (_name, options, done) => {
    if (options.all === true) done(null, [{ address, family }]);
    else done(null, address, family);
  };
  return sent(url, posted, pinned);
}

/** Throws URL_REFUSED. */
export function refuseOddUrl({ protocol, username, password }: URL): void {
  if ((protocol === 'https:' || protocol === 'http:') && username === '' && password === '') return;
  throw new Failure(
    'URL_REFUSED',
    'A webhook is an https address without a name and password in it.',
  );
}

function sent(
  url: URL,
  { headers, body, signal }: Posted,
  lookup: LookupFunction,
): Promise<number> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const silent = (error: Error): void =>
      reject(
        new Failure(
          'HOST_SILENT',
          error.name === 'TimeoutError'
            ? `${url.host} did not answer in ${ANSWER_MS / 1000} seconds.`
            : `${url.host} could not be reached.`,
          {},
          { retryable: true, cause: error },
        ),
      );
    const asking = request(
      url,
      {
        method: 'POST',
        // A connection of its own: none is shared with what was looked up before.
        agent: false,
        lookup,
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      },
      (answer) => {
        resolve(answer.statusCode ?? 0);
        answer.destroy();
      },
    );
    asking.on('error', (error) => silent(error.cause instanceof Error ? error.cause : error));
    asking.end(body);
  });
}
