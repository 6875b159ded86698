import { verify, X509Certificate } from 'node:crypto';
import { OID, sha256, signedData, type PieceDigests } from './cms.ts';
import {
  content,
  der,
  isTagged,
  members,
  readDer,
  sameOid,
  setOf,
  timeIn,
  type Asn1,
} from './der.ts';
import { readTimeStamp, type TimeStamp } from './read-time-stamp.ts';

/** A signature that holds: it was made with its certificate over its attributes, and is whole. */
export interface HeldSignature {
  readonly certificate: X509Certificate;
  readonly chain: readonly Buffer[];
  readonly digest: Buffer;
  readonly pieces: PieceDigests;
  readonly statement: string;
  /** As the signer says; null: it is not said here. */
  readonly time: Date | null;
  readonly timeStamp: TimeStamp | null;
}

/** What reading a signature came to: it holds, or why it does not. */
export type ReadSignature = HeldSignature | { readonly fault: string };

/**
 * Takes a signature of ours apart and checks it, without what it signs: that its attributes carry it, that the
 * certificate is the one that was meant, and that nothing in it stands otherwise than we write it, so that not one
 * of its bits can be changed.
 */
export function readCms(bytes: Uint8Array): ReadSignature {
  const message = readDer(bytes);
  const [type, wrapped] = members(message ?? undefined);
  if (message === null || !sameOid(type, OID.signedData)) return { fault: 'it is not a signature' };
  const parts = members(members(wrapped)[0]);
  const list = parts.find((part) => isTagged(part, 0));
  const signers = members(parts.at(-1));
  const [signer] = signers;
  const fields = members(signer);
  const signedAttributes = fields.find((field) => isTagged(field, 0));
  const signature = content(fields[5]);
  const attributes = members(signedAttributes);
  const certificates = members(list).map((each) => der(each));
  if (signers.length !== 1 || attributes.length === 0) return { fault: 'it has no one signer' };

  const wanted = certificateHash(attributes);
  const own = certificates.find((each) => wanted !== null && sha256(each).equals(wanted));
  if (own === undefined) return { fault: 'its certificate is not the one that it was made with' };
  const certificate = readCertificate(own);
  if (certificate === null) return { fault: 'its certificate cannot be read' };
  const holds = verified(der(setOf(...attributes)), certificate, signature);
  if (!holds) return { fault: 'it was not made with its certificate over what it says' };

  const above = certificates.filter((each) => each !== own);
  const chain = [own, ...above];
  const token = timeStampToken(fields[6]);
  const again = signedData({ certificates: chain, attributes, signature, timeStamp: token });
  if (!again.equals(bytes)) return { fault: 'it was changed, or not made by Error-IQ' };
  const timeStamp = token === null ? null : readTimeStamp(token, signature);
  if (timeStamp !== null && 'fault' in timeStamp) return timeStamp;
  const digest = content(valueOf(attributes, OID.messageDigest));
  const pieces = members(valueOf(attributes, OID.pieces));
  return {
    certificate,
    chain,
    digest,
    pieces: {
      size: Number(`0x${content(pieces[0]).toString('hex')}`),
      digests: content(pieces[1]),
    },
    statement: content(valueOf(attributes, OID.statement)).toString('utf8'),
    time: timeIn(valueOf(attributes, OID.signingTime)),
    timeStamp,
  };
}

/** The value of an attribute that stands once with one value. */
export function valueOf(attributes: readonly Asn1[], name: Asn1): Asn1 | undefined {
  const found = attributes.filter((each) => sameOid(members(each)[0], name));
  const values = members(members(found[0])[1]);
  return found.length === 1 && values.length === 1 ? values[0] : undefined;
}

/** Whether a signature over bytes was made with the key of a certificate. */
export function verified(bytes: Buffer, certificate: X509Certificate, signature: Buffer): boolean {
  try {
    return verify('sha256', bytes, certificate.publicKey, signature);
  } catch {
    return false;
  }
}

export function readCertificate(bytes: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(bytes);
  } catch {
    return null;
  }
}

function certificateHash(attributes: readonly Asn1[]): Buffer | null {
  const value = valueOf(attributes, OID.signingCertificateV2);
  const [first] = members(members(value)[0]);
  const hash = members(first)[0];
  return hash === undefined ? null : content(hash);
}

function timeStampToken(unsigned: Asn1 | undefined): Buffer | null {
  const value = valueOf(members(unsigned), OID.timeStampToken);
  return value === undefined ? null : der(value);
}
