import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { loopbackAddress, sameText } from './loopback.ts';

/** Name of the cookie that a browser has after it showed the token. */
const COOKIE = 'error-iq-session';

/**
 * Who may talk to the web shell. Anything on this machine can reach a loopback port, and any web page can
 * make a browser try: so a one-time token from the terminal is exchanged for a cookie, Host must be ours
 * (DNS rebinding), and Origin must be ours (cross-site requests and WebSockets).
 */
export interface Guards {
  /** The address to open: works once. */
  readonly address: string;
  /** Takes the token of a request; gives the cookie to set when it is the right one, for the first time. */
  exchange(token: string): string | null;
  hasSession(request: IncomingMessage): boolean;
  /** Whether Host is this server, and Origin and Sec-Fetch-Site, where sent, are its own pages. */
  isAddressedHere(request: IncomingMessage): boolean;
  /** Whether a request that changes something, or opens a socket, comes from our own page. */
  isFromOwnPage(request: IncomingMessage): boolean;
}

/** Guards for a server on a loopback port. */
export function createGuards(port: number): Guards {
  let token: string | null = randomBytes(32).toString('base64url');
  const session = randomBytes(32).toString('base64url');
  const { origins, isAddressedHere } = loopbackAddress(port);

  return {
    address: `http://127.0.0.1:${port}/?token=${token}`,
    exchange(shown) {
      if (token === null || !sameText(shown, token)) return null;
      token = null;
      return `${COOKIE}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
    hasSession: (request) =>
      cookiesOf(request).some(([name, value]) => name === COOKIE && sameText(value, session)),
    isAddressedHere,
    isFromOwnPage: ({ headers }) => headers.origin !== undefined && origins.has(headers.origin),
  };
}

function cookiesOf(request: IncomingMessage): [string, string][] {
  return (request.headers.cookie ?? '').split(';').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
}
