import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { connect } from 'node:tls';
import { Failure } from '#shared/model/failure.ts';
import type { DeviceKey } from './device-key.ts';

/** A team server as this machine knows it. */
export interface TenantAddress {
  /** `https://HOST:PORT/t/TEAM` */
  readonly url: string;
  /** The certificate, PEM, that everything from there must go back to; null: one that this system trusts. */
  readonly authority: string | null;
}

/** The team of an address, as the server knows it by name. */
export function teamOf(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}

/** What a server shows of itself before anything is sent to it. */
export interface ShownCertificate {
  /** The highest certificate that it shows, PEM. */
  readonly pem: string;
  /** SHA-256 of that, hex. */
  readonly fingerprint: string;
  /** Whether this system trusts it already. */
  readonly trusted: boolean;
}

export interface TenantAnswer {
  readonly status: number;
  /** The body, if it is JSON. */
  readonly json: unknown;
  /** What the server wants in the next proof. */
  readonly nonce: string | null;
}

const TIMEOUT_MS = 30_000;
/** Largest answer that is read, bytes. */
const LARGEST = 64 * 1024 * 1024;

/** The address of a team as a person may write it. Throws TENANT_ADDRESS_BAD. */
export function readTenantUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isTeam = url !== null && /^\/t\/[a-z0-9-]{1,63}\/?$/.test(url.pathname);
  if (url === null || url.protocol !== 'https:' || !isTeam || url.username !== '') {
    throw new Failure(
      'TENANT_ADDRESS_BAD',
      'This is no address of a team. It looks like https://server.example:7443/t/team; your admin knows it.',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/$/, '')}`;
}

/** Looks at the certificate of a server; nothing is sent to it. Throws TENANT_UNREACHABLE. */
export function lookAtCertificate(url: string): Promise<ShownCertificate> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: port === '' ? 443 : Number(port),
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      rejectUnauthorized: false,
      timeout: TIMEOUT_MS,
    });
    socket.once('secureConnect', () => {
      let highest = socket.getPeerCertificate(true);
      while (highest.issuerCertificate !== undefined && highest.issuerCertificate !== highest) {
        if (highest.issuerCertificate.fingerprint256 === highest.fingerprint256) break;
        highest = highest.issuerCertificate;
      }
      const certificate = new X509Certificate(highest.raw);
      resolve({
        pem: certificate.toString(),
        fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
        trusted: socket.authorized,
      });
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(new Error('timeout')));
    socket.once('error', (error) => reject(unreachable(url, error)));
  });
}

export interface TenantRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From the host on. */
  readonly path: string;
  /** Proves that the token, or what is asked for, is this machine's own. */
  readonly device: DeviceKey;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

/**
 * Asks a server, over TLS that goes back to the known certificate and to nothing else; once more with the nonce that it
 * asks for when this machine's clock is wrong. Throws TENANT_UNREACHABLE.
 */
export async function askTenant(
  address: TenantAddress,
  asked: TenantRequest,
): Promise<TenantAnswer> {
  const { device, method, path, token = null } = asked;
  const url = new URL(path, address.url).href;
  const once = async (): Promise<TenantAnswer> => {
    const answer = await asking(address, asked, await device.prove({ method, url, token }));
    if (answer.nonce !== null) device.heard(url, answer.nonce);
    return answer;
  };
  const first = await once();
  return first.nonce !== null && (first.status === 400 || first.status === 401) ? once() : first;
}

function asking(
  { url, authority }: TenantAddress,
  { method, path, token, headers, body, form }: TenantRequest,
  proof: string,
): Promise<TenantAnswer> {
  const sent = form === undefined ? JSON.stringify(body) : String(new URLSearchParams({ ...form }));
  const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
  return new Promise((resolve, reject) => {
    const sending = request(
      new URL(path, url),
      {
        method,
        minVersion: 'TLSv1.3',
        timeout: TIMEOUT_MS,
        ...(authority === null ? {} : { ca: authority }),
        headers: {
          accept: 'application/json',
          ...(sent === undefined
            ? {}
            : { 'content-type': type, 'content-length': Buffer.byteLength(sent) }),
          ...(token === undefined ? {} : { authorization: `DPoP ${token}` }),
          dpop: proof,
          ...headers,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > LARGEST) sending.destroy(new Error('the answer is too large'));
          else chunks.push(chunk);
        });
        answer.on('error', (error) => reject(unreachable(url, error)));
        answer.on('end', () => {
          const json = parsed(answer.headers['content-type'], Buffer.concat(chunks));
          const nonce = answer.headers['dpop-nonce'];
          resolve({
            status: answer.statusCode ?? 0,
            json,
            nonce: typeof nonce === 'string' ? nonce : null,
          });
        });
      },
    );
    sending.on('timeout', () => sending.destroy(new Error('timeout')));
    sending.on('error', (error) => reject(unreachable(url, error)));
    sending.end(sent);
  });
}

function parsed(type: string | undefined, bytes: Buffer): unknown {
  if (!/[/+]json/.test(type ?? '') || bytes.length === 0) return null;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}

function unreachable(url: string, cause: Error): Failure {
  const code = 'code' in cause ? String(cause.code) : cause.message;
  const isCertificate = /CERT|SELF_SIGNED|ISSUER|SIGNATURE|ALTNAME/.test(code);
  return new Failure(
    'TENANT_UNREACHABLE',
    isCertificate
      ? `The server at ${new URL(url).host} does not show the certificate that it had when this machine was connected (${code}). Nothing was sent. Ask your admin before you connect again.`
      : `The team server at ${new URL(url).host} does not answer (${code}). Everything stays on this machine until it does.`,
    { code },
    { retryable: !isCertificate, cause },
  );
}
