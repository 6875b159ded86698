import type { Report } from './findings.ts';

/** Longest user and password of an address. */
const USERINFO = 256;

/** User and password of a URL (RFC 3986 userinfo), from its "://". */
export function findUrlCredentials(text: string, at: number, report: Report): void {
  const start = at + 3;
  const most = Math.min(text.length, start + USERINFO);
  let colon = -1;
  for (let end = start; end < most; end++) {
    const code = text.charCodeAt(end);
    if (code === 58 && colon < 0) colon = end;
    if (code === 64) {
      if (colon > 0 && end > colon + 1) {
        report('password', colon + 1, end, 0.99, text.slice(colon + 1, end));
        if (colon > start)
          report('user', start, colon, 0.7, text.slice(start, colon).toLowerCase());
      } else if (colon < 0 && end - start >= 20 && /\d/.test(text.slice(start, end))) {
        report('access-key', start, end, 0.8, text.slice(start, end));
      }
      return;
    }
    if (
      code <= 32 ||
      code === 47 ||
      code === 63 ||
      code === 35 ||
      code === 34 ||
      code === 39 ||
      code === 60 ||
      code === 62
    )
      return;
  }
}

const CREDENTIAL =
  /(?:authorization|proxy-authorization)["'\\]{0,6}\s{0,3}[:=]\s{0,3}[\\"']{0,6}(?:(?:basic|bearer|digest|token|negotiate|ntlm|apikey|aws4-hmac-sha256|sharedkey|sharedaccesssignature)[ +])?([^\s"'\\,;}]{6,4096})/iy;
const SCHEME = /(?:bearer|basic)[ +]([\w+/.~=-]{12,4096})/iy;

/** What an Authorization header carries (RFC 9110), from the beginning of its name. Gives where to go on. */
export function findAuthorization(text: string, at: number, report: Report): number {
  for (const pattern of [CREDENTIAL, SCHEME]) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const secret = match?.[1];
    if (match === null || secret === undefined) continue;
    const end = at + match[0].length;
    if (pattern === SCHEME && !/\d/.test(secret) && !isUserAndPassword(secret)) continue;
    report('access-key', end - secret.length, end, 0.95, secret);
    return end;
  }
  return at;
}

/** Whether it is what "Basic" carries: base64 of user, colon and password. */
function isUserAndPassword(secret: string): boolean {
  return /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(Buffer.from(secret, 'base64').toString('latin1'));
}

const BEGIN = /-----BEGIN ([A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?)-----/y;
/** The longest of a key in PEM that is looked at: RSA of 16,384 bits is some 12,000 characters. */
const PEM = 20_000;

/** A private key in PEM (RFC 7468) that begins at `at`; one that is cut off goes to where its lines end. */
export function findPrivateKey(text: string, at: number, report: Report): number {
  BEGIN.lastIndex = at;
  const match = BEGIN.exec(text);
  if (match === null) return at;
  const after = at + match[0].length;
  const footer = `-----END ${match[1]}-----`;
  const window = text.slice(after, after + PEM);
  const closing = window.indexOf(footer);
  const end =
    closing >= 0
      ? after + closing + footer.length
      : after +
        (/^(?:(?:\s|\\r|\\n)*[\w+/=:, -]{16,})*(?:(?:\s|\\r|\\n)*[\w+/=]+)?/.exec(window)?.[0]
          .length ?? 0);
  report('private-key', at, end, 1, text.slice(at, end));
  return end;
}
