import { X509Certificate } from 'node:crypto';
import { fingerprint } from './identity.ts';

/** What a certificate says of who signs with it. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** RFC 3339 UTC. */
  readonly from: string;
  readonly to: string;
  /** SHA-256, hex. */
  readonly fingerprint: string;
}

/** Reads a certificate (DER). Throws when it is none. */
export function certificateFacts(certificate: Uint8Array): CertificateFacts {
  const { subject, issuer, validFrom, validTo } = new X509Certificate(certificate);
  return {
    subject: subject.replaceAll('\n', ', '),
    issuer: issuer.replaceAll('\n', ', '),
    from: new Date(validFrom).toISOString(),
    to: new Date(validTo).toISOString(),
    fingerprint: fingerprint(certificate),
  };
}
